#!/bin/sh
# Makes the demo conferences in resources/audio: dialogues spoken by Debian's espeak-ng, mixed and
# filtered by sox as a telephone line sounds. Needs espeak-ng, sox and ffmpeg.
#
# Each clip is written twice: as 8 kHz µ-law WAV, which the simulated Bandwidth turns into the PCM that it serves,
# and as MP3 at a constant bit rate, without a Xing frame and bit reservoir, so that it can be repeated to any length.
# The faint line noise matters: it tells a pause between turns from the digital silence of a partial recording.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-"$here/../../resources/audio"}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

# Reads turns from standard input, one a line: voice|words a minute|pitch|level|pause after it in seconds|text
clip() {
    name=$1
    turn=0
    set --
    while IFS='|' read -r voice pace pitch level pause text; do
        [ -n "$voice" ] || continue
        turn=$((turn + 1))
        part="$work/$name-$turn.wav"
        espeak-ng -v "$voice" -s "$pace" -p "$pitch" -w "$work/said.wav" "$text"
        sox -R "$work/said.wav" -r 8000 -b 16 -c 1 "$part" \
            silence 1 0.02 0.3% reverse silence 1 0.02 0.3% reverse norm -6 vol "$level" pad 0 "$pause"
        set -- "$@" "$part"
    done
    sox -R "$@" "$work/talk.wav" pad 0.6 0.3 highpass 200 lowpass 3400 \
        compand 0.005,0.12 6:-60,-60,-40,-26,-22,-12,0,-5 -5 norm -2
    length=$(soxi -D "$work/talk.wav")
    sox -R -n -r 8000 -b 16 -c 1 "$work/noise.wav" synth "$length" pinknoise vol 0.004 lowpass 3400
    sox -R -m -v 1 "$work/talk.wav" -v 1 "$work/noise.wav" -b 16 "$work/line.wav"
    sox -R "$work/line.wav" -e u-law -b 8 "$out/$name.wav"
    ffmpeg -nostdin -hide_banner -loglevel error -y -i "$work/line.wav" -map_metadata -1 \
        -c:a libmp3lame -b:a 16k -reservoir 0 -write_xing 0 -id3v2_version 4 "$out/$name.mp3"
    printf '%-10s %5.1f s\n' "$name" "$length"
}

clip standup <<'TURNS'
en-us+f3|172|55|1.0|0.7|Good morning everybody. Let's go around quickly. Marcus, you first?
en-gb+m3|165|42|0.8|0.9|Sure. I finished the importer yesterday. Today I am on the slow report, and nothing blocks me.
en-us+f3|172|55|1.0|0.5|Great. Priya?
en-gb-x-rp+f2|160|62|0.7|1.6|I am still waiting for the test numbers. Could somebody call the carrier again?
en-gb-scotland+m7|168|35|0.9|0.6|I can do that right after this call.
en-us+f3|172|55|1.0|0.4|Perfect. Then that is all. Thank you, and talk to you tomorrow.
TURNS

clip support <<'TURNS'
en-gb-x-rp+f4|158|58|0.9|0.8|Thank you for calling. This call is recorded. How can I help you?
en-us+m1|170|38|1.0|0.7|Hello. Since this morning our main number rings twice and then drops the call.
en-gb-x-rp+f4|158|58|0.9|2.6|I am sorry about that. Let me look at your account. One moment, please.
en-gb-x-rp+f4|158|58|0.9|0.6|I see the problem. A forwarding rule was changed at seven o'clock.
en-us+m1|170|38|1.0|0.5|Oh. That was probably me. Can you change it back?
en-gb-x-rp+f4|158|58|0.9|0.7|It is done. Please try a call now.
en-us+m1|174|40|1.0|0.4|It works! Thank you so much.
TURNS

clip interview <<'TURNS'
en-gb+f2|160|50|0.9|0.9|So, tell me about a project that you are proud of.
en-us+m7|166|45|1.0|0.8|Last year we moved our whole telephone system in one weekend, and no customer noticed.
en-gb+f2|160|50|0.9|1.4|What would you do differently today?
en-us+m7|160|45|1.0|0.6|I would write the plan to go back first, and rehearse it twice.
en-gb+f2|160|50|0.9|0.4|That is a good answer.
TURNS

clip sales <<'TURNS'
en-us+m3|178|48|1.0|0.6|Welcome to the sales weekly. Three numbers. Forty two new accounts. Two lost. Revenue is up nine percent.
en-us+f4|170|60|0.8|1.2|Which two did we lose?
en-us+m3|178|48|1.0|0.7|Both were trials that never got a phone number. Onboarding took too long.
en-gb-scotland+f3|165|52|0.9|0.5|We fixed that on Tuesday. It takes ten minutes now.
en-us+m3|178|48|1.0|0.4|Excellent. Same time next week.
TURNS

clip incident <<'TURNS'
en-gb+m7|174|36|1.0|0.6|This is the incident bridge. Calls in the east region fail since fourteen oh five. Who is on the line?
en-us+f2|176|58|0.9|0.4|Network is here.
en-gb-scotland+m3|168|44|0.8|2.2|Database is here. I see nothing unusual on our side.
en-us+f2|176|58|0.9|1.1|Found it. One border controller has an expired certificate. I am replacing it now.
en-gb+m7|174|36|1.0|3.0|Good. We stay on the line and watch the error rate.
en-us+f2|176|58|0.9|0.5|Replaced. The error rate goes down.
en-gb+m7|174|36|1.0|0.4|Confirmed. Closing the incident at fourteen twenty two. Thank you all.
TURNS
