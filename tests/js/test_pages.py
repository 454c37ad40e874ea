"""App, Page, setData, and what only a phone has."""

import pytest

from wxlab.js import album


def test_a_page_lives(printed):
    program = """
    Page({
      data: { list: [] },
      onLoad(options) { console.log('onLoad', options, this.data) },
      onShow() { console.log('onShow') },
      onReady() { console.log('onReady', this.route) },
      onUnload() { console.log('onUnload') },
      tap() { this.setData({ done: true }); console.log(this.data) },
    })
    getCurrentPages()[0].tap()
    Page({})
    """
    assert printed(program) == [
        "onLoad {} { list: [] }",
        "onShow",
        "onReady index",
        "{ list: [], done: true }",
        "onUnload",
    ]


@pytest.mark.parametrize(
    ("changes", "data"),
    [
        ("{ a: 2 }", "{ a: 2, b: { c: [ 0, 1 ] } }"),
        ("{ 'b.c[1]': 5 }", "{ a: 1, b: { c: [ 0, 5 ] } }"),
        ("{ 'b.d.e': 5 }", "{ a: 1, b: { c: [ 0, 1 ], d: { e: 5 } } }"),
        ("{ 'x[0].y': 5 }", "{ a: 1, b: { c: [ 0, 1 ] }, x: [ { y: 5 } ] }"),
        ("{ a: () => 1, b: undefined }", "{ a: undefined, b: undefined }"),
    ],
)
def test_set_data_reaches_into_the_data(printed, changes, data):
    program = f"""
    Page({{ data: {{ a: 1, b: {{ c: [0, 1] }} }} }})
    const page = getCurrentPages()[0]
    page.setData({changes}, () => console.log('drawn'))
    console.log(page.data)
    """
    assert printed(program) == [data, "drawn"]


def test_what_is_set_is_a_copy(printed):
    program = """
    Page({ data: {} })
    const page = getCurrentPages()[0], list = [1]
    page.setData({ list }); list.push(2); console.log(page.data.list)
    """
    assert printed(program) == ["[ 1 ]"]


def test_an_error_in_the_life_of_a_page_is_told_and_it_goes_on(run, capsys):
    run("Page({ onLoad() { throw new Error('boom') }, onShow() { console.log('shown') } })")
    said = capsys.readouterr()
    assert said.out == "shown\n"
    assert "Error: boom" in said.err


def test_an_app_has_data_for_all(printed):
    program = """
    App({ globalData: { user: 'test' }, onLaunch() { console.log('launched', this.globalData) } })
    console.log(getApp().globalData.user)
    """
    assert printed(program) == ["launched { user: 'test' }", "test"]


def test_a_documentation_page_uploads_what_was_chosen(run, server, capsys):
    program = """
    Page({
      data: { src: '' },
      choose() {
        const that = this
        wx.chooseMedia({ count: 1, success(res) {
          that.setData({ src: res.tempFiles[0].tempFilePath })
          wx.uploadFile({ url: 'https://example.com/upload', filePath: that.data.src, name: 'file',
            success: res => { console.log(res.statusCode); wx.showToast({ title: 'sent' }) } })
        } })
      },
    })
    getCurrentPages()[0].choose()
    """
    run(program)
    assert capsys.readouterr().out == "200\n▭ wx.showToast sent\n"
    assert server.log[0].parts[0].size == album.picture().stat().st_size


def test_pickers_hand_out_what_the_cell_names(printed, tmp_path):
    files = [tmp_path / "a.png", tmp_path / "b.mp4"]
    for path in files:
        path.write_bytes(b"12345")
    program = """
    const { tempFilePaths, tempFiles, errMsg } = await wx.chooseImage({ count: 1 })
    console.log(tempFilePaths.length, tempFiles[0].size, errMsg)
    const media = await wx.chooseMedia()
    console.log(media.tempFiles.map(file => file.fileType), media.type)
    """
    lines = printed(program, choose=files)
    assert lines == ["1 5 chooseImage:ok", "[ 'image', 'video' ] mix"]


def test_whoever_chooses_nothing_cancels(printed):
    program = """
    const complete = () => console.log('end')
    wx.chooseImage({ count: 0, fail: e => console.log(e.errMsg), complete })
    try { await wx.chooseMedia({ count: 0 }) } catch (e) { console.log(e.errMsg) }
    """
    assert sorted(printed(program)) == ["chooseImage:fail cancel", "chooseMedia:fail cancel", "end"]


def test_the_picture_is_one():
    data = album.picture().read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert data.endswith(b"IEND\xaeB`\x82")
    assert 190_000 < len(data) < 200_000


def test_a_file_that_is_not_there_is_named(printed, tmp_path):
    program = "wx.chooseImage({ fail: e => console.log(e.errMsg) })"
    (line,) = printed(program, choose=[tmp_path / "nothing.png"])
    assert line.startswith("chooseImage:fail no such file or directory")
    assert "nothing.png" in line
