"""Every sentence the command line says, in English and in Chinese."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Literal

Language = Literal["en", "zh"]

SENTENCES: Mapping[str, Mapping[Language, str]] = {
    "no lessons": {
        "en": "No lessons are here — install wxlab again, or work in a clone of it",
        "zh": "没有找到课程——请重新安装 wxlab,或者使用它的完整副本",
    },
    "port refused": {
        "en": "Port {port} cannot be used: {reason}. Choose another with --port, or leave it out.",
        "zh": "端口 {port} 无法使用:{reason}。请用 --port 换一个,或者不写 --port。",
    },
    "not a folder": {
        "en": "{folder} is a file, not a folder. Choose another with --dir.",
        "zh": "{folder} 是文件,不是文件夹。请用 --dir 换一个。",
    },
    "not writable": {
        "en": "Lessons cannot be copied to {folder}: {reason}. Choose another folder with --dir.",
        "zh": "无法把课程复制到 {folder}:{reason}。请用 --dir 换一个文件夹。",
    },
    "updated": {
        "en": "Updated {name}, which you had not changed.",
        "zh": "已更新 {name}(你没有改动过它)。",
    },
    "beside": {
        "en": "You have changed a lesson; its newer version is beside it: {name}",
        "zh": "你改动过的一课有了新版本,放在它旁边:{name}",
    },
    "no copy": {
        "en": "No lessons in {folder} yet: wxlab lab makes a copy of them. Another folder: --dir.",
        "zh": "{folder} 里还没有课程:wxlab lab 会复制一份。别的文件夹请用 --dir。",
    },
    "opening": {
        "en": "Opening JupyterLab on your lessons in {folder}. Ctrl-C stops it.",
        "zh": "正在用 JupyterLab 打开 {folder} 里的课程(课程目前是英文的)。按 Ctrl-C 停止。",
    },
    "serving": {
        "en": "The practice server listens on {url}",
        "zh": "练习服务器的地址是 {url}",
    },
    "cloud": {
        "en": "What is deployed is kept in {folder}; the upload key is in {key}",
        "zh": "部署的内容保存在 {folder};上传密钥在 {key}",
    },
    "cloud refused": {
        "en": "{folder} cannot keep the cloud: {reason}. Choose another folder with --cloud.",
        "zh": "{folder} 不能用作云端目录:{reason}。请用 --cloud 换一个文件夹。",
    },
    "stop": {"en": "Ctrl-C stops it.", "zh": "按 Ctrl-C 停止。"},
    # wxlab project
    "no file": {
        "en": "{file}: {reason}",
        "zh": "{file}：{reason}",
    },
    "no project": {
        "en": "No project can be made in {folder}: {reason}. Choose another folder.",
        "zh": "无法在 {folder} 新建项目：{reason}。请换一个文件夹。",
    },
    "no key": {
        "en": "The upload key cannot be read from {file}: {reason}."
        " Name the file with --key-file; wxlab serve prints where it is.",
        "zh": "无法从 {file} 读取上传密钥：{reason}。"
        "请用 --key-file 指定密钥文件；wxlab serve 会显示它的位置。",
    },
    "no text": {"en": "this is not a text", "zh": "不是文本文件"},
    "no cloud": {
        "en": "No cloud is in {folder} yet. Upload or deploy first,"
        " or name another with --cloud or --server.",
        "zh": "{folder} 里还没有云端。请先上传或部署，或者用 --cloud 或 --server 指定另一个。",
    },
    "not empty": {
        "en": "{folder} is not empty. Choose another folder.",
        "zh": "{folder} 不是空文件夹。请换一个文件夹。",
    },
    "cloud busy": {
        "en": "A practice server uses {folder} already:"
        " give its address with --server, and its key with --key-file {folder}/upload.key",
        "zh": "已有练习服务器在使用 {folder}："
        "请用 --server 给出它的地址，用 --key-file {folder}/upload.key 给出密钥",
    },
    "interrupted": {"en": "Interrupted.", "zh": "已中断。"},
    "project made": {
        "en": "A project is in {folder}. Next: wxlab project check {folder}",
        "zh": "已在 {folder} 新建项目。下一步：wxlab project check {folder}",
    },
    "uploaded": {
        "en": "Version {version} of {appid} is installed.",
        "zh": "{appid} 的版本 {version} 已安装。",
    },
    "cloud kept": {
        "en": "The cloud is kept in {folder}; wxlab serve --cloud {folder} serves it.",
        "zh": "云端保存在 {folder}；运行 wxlab serve --cloud {folder} 即可访问。",
    },
    "rolled back": {
        "en": "{what} is live in version {version} again.",
        "zh": "{what} 已回退到版本 {version}。",
    },
    # wxlab doctor: what was found and, behind the dash, what to do about it.
    "python ok": {"en": "Python {version}", "zh": "Python {version}"},
    "python old": {
        "en": "Python {version} is too old — install Python 3.11 or newer",
        "zh": "Python {version} 太旧——请安装 3.11 或更新的版本",
    },
    "package ok": {"en": "{name} {version}", "zh": "{name} {version}"},
    "wxlab missing": {
        "en": "wxlab is not installed: notebooks in another folder cannot import it"
        " — pip install -e . in wxlab's folder",
        "zh": "没有安装 wxlab:其他文件夹里的笔记本无法导入它"
        "——请在 wxlab 的文件夹里运行 pip install -e .",
    },
    "package missing": {
        "en": "{name} is not installed — pip install {name}",
        "zh": "没有安装 {name}——请运行 pip install {name}",
    },
    "ipykernel old": {
        "en": "ipykernel {version}: the Abort button waits until the cell has ended"
        " — pip install -U 'ipykernel>=7.4'",
        "zh": "ipykernel {version}:单元格运行完之前,「Abort」按钮不起作用"
        "——请运行 pip install -U 'ipykernel>=7.4'",
    },
    "ipykernel early 7": {
        "en": "ipykernel {version}: now and then a first cell never starts"
        " — pip install -U 'ipykernel>=7.4'",
        "zh": "ipykernel {version}:第一个单元格偶尔一直不运行"
        "——请运行 pip install -U 'ipykernel>=7.4'",
    },
    "kernel ok": {
        "en": "a notebook's kernel starts, with this Python and wxlab",
        "zh": "笔记本的内核可以启动,用的是这个 Python 和 wxlab",
    },
    "kernel dead": {
        "en": "a notebook's kernel does not start: {reason} — pip install -U ipykernel",
        "zh": "笔记本的内核无法启动:{reason}——请运行 pip install -U ipykernel",
    },
    "kernel elsewhere": {
        "en": "notebooks would run another Python, {python}"
        " — remove that kernel: jupyter kernelspec remove python3",
        "zh": "笔记本会用另一个 Python:{python}——请删除那个内核:jupyter kernelspec remove python3",
    },
    "kernel without wxlab": {
        "en": "a notebook cannot import wxlab: {reason} — install it with this Python",
        "zh": "笔记本里无法导入 wxlab:{reason}——请用这个 Python 安装",
    },
    "kernel loop ok": {
        "en": "nothing has changed the kernel's event loop",
        "zh": "内核的事件循环没有被改动",
    },
    "kernel loop patched": {
        "en": "nest_asyncio has been applied to the kernel's event loop: with Run All, cells can"
        " wait for ever — remove nest_asyncio.apply() from IPython's start-up files",
        "zh": "内核的事件循环被 nest_asyncio 改动过:「Run All」时单元格可能一直等待"
        "——请从 IPython 的启动文件里删除 nest_asyncio.apply()",
    },
    "kernel loop uvloop": {
        "en": "the kernel's event loop is uvloop, with which task.wait() inside a callback"
        " does not work — remove uvloop from IPython's start-up files, or await instead",
        "zh": "内核的事件循环是 uvloop,回调函数里的 task.wait() 不起作用"
        "——请从 IPython 的启动文件里删除 uvloop,或者改用 await",
    },
    "loopback ok": {
        "en": "a server can listen on 127.0.0.1",
        "zh": "可以在 127.0.0.1 上监听",
    },
    "loopback refused": {
        "en": "nothing can listen on 127.0.0.1: {reason} — allow it in the firewall or sandbox",
        "zh": "无法在 127.0.0.1 上监听:{reason}——请在防火墙或沙箱里允许它",
    },
    "transfer ok": {
        "en": "a file was uploaded to the practice server, and one downloaded",
        "zh": "向练习服务器上传、下载文件都成功了",
    },
    "transfer failed": {
        "en": "a transfer with the practice server failed: {reason}"
        " — see the lines above; if all are ok, please report this one",
        "zh": "与练习服务器之间的传输失败了:{reason}——请先看上面几行;如果都正常,请反馈这一行",
    },
    "nested wait ok": {
        "en": "task.wait() works inside a callback too",
        "zh": "在回调函数里也可以用 task.wait()",
    },
    "nested wait refused": {
        "en": "task.wait() does not work inside a callback — await the task instead,"
        " or use Python 3.11 to 3.13",
        "zh": "在回调函数里不能用 task.wait()——请改用 await,或者用 Python 3.11 到 3.13",
    },
    "temporary ok": {
        "en": "temporary files can be written in {folder}",
        "zh": "可以在 {folder} 写临时文件",
    },
    "temporary refused": {
        "en": "temporary files cannot be written: {reason}"
        " — point TMPDIR at a folder with space that you may write",
        "zh": "无法写临时文件:{reason}——请把 TMPDIR 设为可写且有空间的文件夹",
    },
    "lessons ok": {"en": "{count} lesson(s) found", "zh": "找到 {count} 课"},
    "terminal ok": {
        "en": "this terminal can show Chinese (微信)",
        "zh": "这个终端可以显示中文(微信)",
    },
    "terminal poor": {
        "en": "this terminal's encoding, {encoding}, has no Chinese: question marks stand for it"
        " — export LANG=C.UTF-8 (notebooks are not affected)",
        "zh": "这个终端的编码 {encoding} 不含中文,会显示成问号"
        "——请运行 export LANG=C.UTF-8(笔记本不受影响)",
    },
    "all well": {"en": "Everything works here.", "zh": "一切正常。"},
    "not well": {
        "en": "{count} problem(s): what to do stands behind each dash.",
        "zh": "有 {count} 个问题:每一行破折号后面是解决办法。",
    },
    "ok": {"en": "ok", "zh": "正常"},
    "note": {"en": "note", "zh": "注意"},
    "problem": {"en": "problem", "zh": "问题"},
}


_REASONS_ZH = {
    errno.EACCES: "没有权限",
    errno.EBUSY: "正在使用中",
    errno.EEXIST: "这里已有同名文件",
    errno.EINVAL: "里面的文件不是练习云端的",
    errno.EISDIR: "这是文件夹",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.ENOTDIR: "这不是文件夹",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
}


def reason(language: Language, error: OSError) -> str:
    """Why the system refused; in Chinese where it is one of the usual reasons."""
    told = error.strerror or str(error)
    return _REASONS_ZH.get(error.errno or 0, told) if language == "zh" else told


def say(language: Language, sentence: str, **values: object) -> str:
    """The sentence of that name, with its gaps filled.

    Raises KeyError for a name or a gap that there is not.
    """
    return SENTENCES[sentence][language].format(**values)
