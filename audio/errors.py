"""What can go wrong with sound and speech: one class per stage, each with a machine code.

AudioError
  +-- DeviceError        "device"       a microphone or loudspeaker is missing, refused or vanished
  |     +-- DeviceLost   "device_lost"  it was there and went away in the middle
  |     +-- DeviceAmbiguous "device_ambiguous"  a name fits several devices
  +-- DecodeError        "decode"       a file is not readable as sound
  |     +-- NoAudio      "no_audio"     it is readable but holds no samples
  |     +-- TooLong      "too_long"     it is longer than the caller allows
  +-- RecordingError     "recording"    the recording cannot be written (disk full, read-only)
  +-- SynthesisError     "synthesis"    text could not be turned into speech
  |     +-- NoVoice      "no_voice"     no installed voice speaks the language
  +-- ModelError         "model"        a Whisper model is missing or damaged
  |     +-- ModelMissing "model_missing"  it is not on this machine (a download may help)
  |     +-- HubUnreachable "hub_unreachable"  the place to download from did not answer
  +-- RecognitionError   "recognition"  the recogniser failed on sound it was given

Messages are data: an error carries a `code`, the facts as keyword arguments in `facts`, and an English
sentence. The program above translates by code and facts; `str(error)` stays readable for a log.
"""

from __future__ import annotations


class AudioError(Exception):
    """Base of everything this package raises on purpose."""

    code = "audio"

    def __init__(self, message: str, **facts: object) -> None:
        """Keep the English message and the facts it was made from.

        Args:
            message: what failed, with which input, and what to do next, in English.
            **facts: the values in the message, for translation (for example `path`, `device`, `language`).
        """
        super().__init__(message)
        self.facts = facts


class DeviceError(AudioError):
    """A microphone or loudspeaker is missing or refused to open."""

    code = "device"


class DeviceLost(DeviceError):
    """A device was there and stopped delivering."""

    code = "device_lost"


class DeviceAmbiguous(DeviceError):
    """A device name fits several devices; `facts["candidates"]` lists them."""

    code = "device_ambiguous"


class DecodeError(AudioError):
    """A file cannot be read as sound."""

    code = "decode"


class NoAudio(DecodeError):
    """A file can be opened but holds no sound at all."""

    code = "no_audio"


class TooLong(DecodeError):
    """A file is longer than the caller allows; `facts["duration_s"]`, `facts["limit_s"]`."""

    code = "too_long"


class RecordingError(AudioError):
    """A recording cannot be written; what was written so far stays readable at `facts["path"]`."""

    code = "recording"


class SynthesisError(AudioError):
    """Text could not be turned into speech."""

    code = "synthesis"


class NoVoice(SynthesisError):
    """No installed voice speaks the wanted language."""

    code = "no_voice"


class ModelError(AudioError):
    """A Whisper model cannot be used."""

    code = "model"


class ModelMissing(ModelError):
    """A Whisper model is not on this machine."""

    code = "model_missing"


class HubUnreachable(ModelError):
    """The place models are downloaded from did not answer."""

    code = "hub_unreachable"


class RecognitionError(AudioError):
    """The recogniser failed on sound it was given."""

    code = "recognition"
