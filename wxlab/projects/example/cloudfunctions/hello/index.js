exports.main = async (event, context) => {
  return { message: `你好，${event.name || '世界'}！` }
}
