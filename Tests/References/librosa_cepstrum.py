"""Makes a sound and the cepstral coefficients that librosa finds in it, for the tests of the audio features.

usage: librosa_cepstrum.py FOLDER          writes FOLDER/chirp.wav and FOLDER/golden.json
       librosa_cepstrum.py FOLDER --check  prints the largest difference from what FOLDER/golden.json holds

The sound is a made chirp with a second tone, a tenth of a second of silence in between, 16 bits at 8 kHz. `smil` is librosa.feature.mfcc with its
defaults on every third sample, zero-padded to 20 frames; `full` takes frames of its own and librosa's mel filters and decibels. Needs librosa.
"""
import json
import pathlib
import sys
import wave

import librosa
import numpy
import scipy.fft
import scipy.signal

RATE, FRAMES, COEFFICIENTS = 8000, 20, 20


def chirp():
    t = numpy.arange(int(0.8 * RATE)) / RATE
    sound = 0.6 * numpy.sin(2 * numpy.pi * (200 * t + 1200 * t * t)) + 0.2 * numpy.sin(2 * numpy.pi * 440 * t) * t
    sound[(t > 0.3) & (t < 0.4)] = 0
    return numpy.round(sound * 32767).astype("<i2")


def write(path, samples):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1), file.setsampwidth(2), file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def smil(sound):
    found = librosa.feature.mfcc(y=sound[::3], sr=RATE, n_mfcc=COEFFICIENTS)[:, :FRAMES]
    return numpy.pad(found, ((0, 0), (0, FRAMES - found.shape[1])))


def full(sound, window=1024, bands=64):
    centres = [(2 * i * (len(sound) - 1) + FRAMES - 1) // (2 * (FRAMES - 1)) for i in range(FRAMES)]
    padded = numpy.pad(sound, (window // 2, window))
    frames = numpy.stack([padded[c:c + window] for c in centres]) * scipy.signal.get_window("hann", window)
    power = numpy.abs(numpy.fft.rfft(frames)) ** 2
    levels = librosa.power_to_db(librosa.filters.mel(sr=RATE, n_fft=window, n_mels=bands) @ power.T)
    return scipy.fft.dct(levels, axis=0, norm="ortho")[:COEFFICIENTS]


def main(folder, check):
    samples = chirp()
    sound = (samples / 32768).astype(numpy.float32)
    found = {"smil": smil(sound).ravel().tolist(), "full": full(sound).ravel().tolist()}
    if check:
        golden = json.loads((folder / "golden.json").read_text())
        for name, values in found.items():
            print(name, numpy.abs(numpy.array(values) - golden[name]).max())
        return
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "chirp.wav", samples)
    (folder / "golden.json").write_text(json.dumps({name: [round(v, 6) for v in values] for name, values in found.items()}) + "\n")


main(pathlib.Path(sys.argv[1]), "--check" in sys.argv)
