"""Chinese sentences for the errors of sound and speech, whose English sentences stand where they are raised.

Keys are CODE or CODE.REASON; the fields are the error's facts.
"""

from __future__ import annotations

CHINESE: dict[str, str] = {
    # Files
    "decode.missing": "{path}：没有这个文件。",
    "decode.permission": "{path}：没有读取权限。",
    "decode.not_a_file": "{path}：这不是声音文件，而是文件夹或设备。",
    "decode.not_audio": "{path}：不是可以读取的音频或视频文件，或者文件头已损坏。",
    "decode.broken": "{path}：里面的声音已损坏，无法解码。请重新录制或导出。",
    "decode.unreadable": "{path}：文件读不出来（{detail}）。",
    "decode.unsupported": "{path}：不支持这种音频编码。请导出为 WAV、MP3 或 M4A。",
    "decode": "{path}：无法作为声音读取。",
    "no_audio.empty_file": "{path}：空文件（0 字节）。",
    "no_audio.no_stream": "{path}：文件里没有声音轨道。",
    "no_audio.no_samples": "{path}：文件里没有任何声音。",
    "no_audio": "{path}：文件里没有声音。",
    "too_long": "{path}：超过了 {limit_s:g} 秒的上限。请剪短，或提高上限。",
    "recording": "{path}：录音写不进去（{reason}）。练习继续，只是没有这个文件。",
    # Devices
    "device.portaudio_missing": (
        "缺少声音库 PortAudio。安装方法：Debian、Ubuntu 用 `sudo apt install libportaudio2`，"
        "Fedora 用 `sudo dnf install portaudio`，macOS 和 Windows 用 `pip install --force-reinstall sounddevice`。"
    ),
    "device.no_device": "这台电脑没有找到{kind}。请接上设备，或检查系统的声音设置。",
    "device.not_found": "没有叫“{device}”的{kind}。现有：{candidates}。",
    "device.busy": "{device}：正被其他程序占用。请先关掉那个程序，或换一个设备。",
    "device.refused": "声音设备打不开。请换一个设备，或检查系统的声音设置和麦克风权限。",
    "device_ambiguous": "“{device}”对应好几个设备，请用编号指定其中一个：{candidates}。",
    "device_lost": "{device}：{kind}中断了。请检查连接，再试一次。",
    # Voices
    "synthesis.no_engine": "没有朗读引擎：{hint}。",
    "synthesis.no_words": "没有可以朗读的文字。",
    "synthesis": "朗读失败。可以用 --no-voice 改为文字练习，或运行 `interviewer doctor` 查看原因。",
    "no_voice": "没有安装能说这种语言的声音：{hint}。",
    "no_voice.voice": "这个声音用不了：{detail}。",
    # Models
    "model.english_only": "模型“{name}”只懂英文。中文请用名字里不带 .en 的模型。",
    "model.load": "{path} 里的模型加载不了（{device}）：{detail}",
    "model.unknown_name": "没有叫“{name}”的模型。可选：{known}；也可以给模型文件夹的路径。",
    "model.not_a_folder": "{path} 是文件；模型应该是放着 model.bin 的文件夹。",
    "model.no_model_bin": "{path} 里没有 model.bin，不是可用的 Whisper 模型文件夹。",
    "model.no_tokenizer": "{path} 里没有 tokenizer.json，模型不完整。请把它补齐，或重新下载。",
    "model.bad_endpoint": "HF_ENDPOINT 应该是一个网址，而不是“{endpoint}”。",
    "model.not_on_hub": "{endpoint} 上没有 {repo}（HTTP {status}）。请换一个 HF_ENDPOINT，或从别的电脑拷贝模型文件夹，用 --model 路径 指定。",
    "model.bad_listing": "{endpoint} 没有给出 {repo} 可用的文件清单：{detail}。请换一个 HF_ENDPOINT。",
    "model.disk": "模型写不到磁盘：{detail}。",
    "model.disk_space": "磁盘空间不够，放不下这个模型。请腾出空间后再运行一次，会从中断处继续。",
    "model.checksum": "下载的文件校验不对。请再运行一次同样的命令。",
    "model": "语音识别模型用不了：{detail}",
    "model_missing.no_folder": "没有 {path} 这个模型文件夹。",
    "model_missing": (
        "这台电脑上没有能识别人声的 Whisper 模型。运行一次 `{command}` 下载（约 {size_mb} MB），之后完全离线；"
        "连不上 huggingface.co 时，用 HF_ENDPOINT 指定镜像。也可以用 --model 路径 指定模型文件夹。"
    ),
    "hub_unreachable": (
        "{endpoint} 没有响应（{detail}）。再运行一次同样的命令会从中断处继续；也可以用 HF_ENDPOINT 指定镜像，"
        "或从别的电脑拷贝模型文件夹，用 --model 路径 指定。"
    ),
    "recognition": "语音识别失败：{detail}",
    "recognition.not_finite": "声音数据里有无效的数值。",
    "recognition.rate": "声音的采样率不对（{rate_hz} Hz）。",
}

DEVICE_KINDS = {"input": "麦克风", "output": "扬声器"}
