// What only a phone has: an album, a loudspeaker, a screen. Enough of it for examples that upload
// what was chosen and play what was downloaded. Its owner chooses the files that the cell names.
(host => {
  host.album = [];

  const ends = (name, options, res, failed) => {
    const told = { ...res, errMsg: `${name}:${failed ? `fail ${failed}` : 'ok'}` };
    if (failed === 'cancel') told.errno = 1;
    setTimeout(() => {
      host.guard(() => options[failed ? 'fail' : 'success']?.(told));
      host.guard(() => options.complete?.(told));
    }, 0);
  };

  // As all that is asynchronous: callbacks, or a promise where none is given.
  const asynchronous =
    (name, act) =>
    (given = {}) => {
      const run = options => ends(name, options, ...act(options));
      if (given.success || given.fail || given.complete) return void run(given);
      return new Promise((success, fail) => run({ ...given, success, fail }));
    };

  const chosen = (options, result) => {
    const files = host.album.slice(0, options.count ?? 9);
    return files.length ? [result(files)] : [{}, 'cancel'];
  };

  const kindOf = path => (/\.(mp4|mov|avi|m4v|webm)$/i.test(path) ? 'video' : 'image');

  const acts = {
    chooseImage: options =>
      chosen(options, files => ({
        tempFilePaths: files.map(file => file.path),
        tempFiles: files.map(file => ({ ...file })),
      })),
    chooseMedia: options =>
      chosen(options, files => ({
        tempFiles: files.map(({ path, size }) => ({
          tempFilePath: path,
          size,
          fileType: kindOf(path),
        })),
        type: kindOf(files[0].path),
      })),
    playVoice(options) {
      if (typeof options.filePath !== 'string') return [{}, 'parameter error: parameter.filePath'];
      host.say('log', '♪ wx.playVoice');
      return [{}];
    },
    showToast(options) {
      host.say('log', `▭ wx.showToast ${options.title ?? ''}`);
      return [{}];
    },
    showLoading: () => [{}],
    hideLoading: () => [{}],
  };

  host.phone = Object.fromEntries(
    Object.entries(acts).map(([name, act]) => [name, asynchronous(name, act)])
  );
})
