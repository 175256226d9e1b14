#!/bin/sh
# Draws the clip that `./weir demo` loops. Needs ffmpeg with libx264, and the DejaVu fonts.
#
# 16 s are 400 frames of 40 ms, 8 GOPs of 2 s and 750 AAC frames of 1024/48000 s: a loop without a seam. A light and a
# beep come together at each full second (higher at each new GOP), so that eye and ear can check the sound's time.
set -eu

cd "$(dirname "$0")"
out=../resources/io/weir/standalone/demo.flv
font=/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf
mono=/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf
seconds=16

picture="gradients=s=640x360:r=25:d=$seconds:n=3:c0=0x0b2f4a:c1=0x1f7a8c:c2=0x0f4c5c:x0=0:y0=0:x1=640:y1=360:speed=0.02:seed=7[water];
color=c=0xf2c14e:s=28x28:r=25:d=$seconds[boat];
color=c=white:s=48x48:r=25:d=$seconds[lamp];
[water]drawbox=x=0:y=286:w=640:h=6:color=0xbfdbf7@0.8:t=fill,
drawtext=fontfile=$font:text=Weir:fontsize=56:fontcolor=white:x=32:y=28,
drawtext=fontfile=$font:text='demo, 640x360 at 25/s':fontsize=18:fontcolor=0xbfdbf7:x=36:y=92,
drawtext=fontfile=$mono:text='%{pts\\:hms}':fontsize=64:fontcolor=white:x=(w-tw)/2:y=140,
drawtext=fontfile=$mono:text='frame %{eif\\:n\\:d\\:4}':fontsize=32:fontcolor=0xf2c14e:x=(w-tw)/2:y=222[board];
[board][boat]overlay=x='mod(t*612/8\\,612)':y='258+6*sin(2*PI*t)'[river];
[river][lamp]overlay=x=560:y=32:enable='lt(mod(t\\,1)\\,0.12)'[v]"
sound="aevalsrc=exprs='0.5*sin(2*PI*(880+440*lt(mod(t,2),1))*t)*lt(mod(t,1),0.12)|0.5*sin(2*PI*(880+440*lt(mod(t,2),1))*t)*lt(mod(t,1),0.12)':s=48000:d=$((seconds + 4))[a]"

ffmpeg -hide_banner -loglevel warning -y -filter_complex "$picture;$sound" -map '[v]' -map '[a]' \
    -c:v libx264 -profile:v high -level 3.0 -preset veryslow -pix_fmt yuv420p -threads 1 \
    -b:v 550k -maxrate 800k -bufsize 1600k \
    -x264-params keyint=50:min-keyint=50:scenecut=0:open-gop=0:bframes=3:b-adapt=1:b-pyramid=normal \
    -c:a aac -b:a 96k -ac 2 -ar 48000 -frames:a 750 \
    -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -flvflags no_duration_filesize -f flv "$out"
ls -l "$out"
