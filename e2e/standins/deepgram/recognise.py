"""One long-lived recogniser. Reads frames [type: 1 byte][length: 4 bytes, little endian][payload]; answers each with a line of JSON.

A: 16-bit PCM of 16 kHz, belongs to the utterance that is open, or opens one. E: end of the utterance.
"""

import json
import os
import re
import struct
import sys

from pocketsphinx.pocketsphinx import Decoder

SAMPLE_RATE = 16_000
FRAMES_PER_SECOND = 100
BYTES_PER_FRAME = 2 * SAMPLE_RATE // FRAMES_PER_SECOND


def create_decoder(model):
    config = Decoder.default_config()
    config.set_string("-hmm", os.path.join(model, "en-us"))
    config.set_string("-lm", os.path.join(model, "en-us.lm.bin"))
    config.set_string("-dict", os.path.join(model, "cmudict-en-us.dict"))
    config.set_string("-logfn", "/dev/null")
    return Decoder(config)


def words_of(decoder, first):
    """Words with seconds since the begin of the utterance, which was at the frame `first`; noises and silences are left out."""
    if not decoder.hyp():
        return []
    words = []
    for segment in decoder.seg():
        word = re.sub(r"\(\d+\)$", "", segment.word)
        if word.startswith(("<", "[", "+")):
            continue
        probability = decoder.get_logmath().exp(segment.prob)
        words.append(
            {
                "word": word,
                "start": max(0, segment.start_frame - first) / FRAMES_PER_SECOND,
                "end": max(1, segment.end_frame - first + 1) / FRAMES_PER_SECOND,
                "confidence": round(min(1, max(0, probability)), 4),
            }
        )
    return words


def main():
    decoder = create_decoder(sys.argv[1])
    source = sys.stdin.buffer
    is_open = False
    # The decoder counts on from one utterance to the next.
    heard_bytes = 0
    first = 0

    def answer(value):
        sys.stdout.write(json.dumps(value) + "\n")
        sys.stdout.flush()

    answer({"ready": True})
    while True:
        head = source.read(5)
        if len(head) < 5:
            return
        kind, length = struct.unpack("<cI", head)
        payload = source.read(length)
        if kind == b"A":
            if not is_open:
                decoder.start_utt()
                is_open = True
                first = heard_bytes // BYTES_PER_FRAME
            heard_bytes += length
            decoder.process_raw(payload, False, False)
        elif is_open:
            decoder.end_utt()
            is_open = False
        answer({"words": words_of(decoder, first)})


main()
