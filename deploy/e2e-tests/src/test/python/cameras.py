# RTSP cameras by GStreamer, one a port: cameras.py PORT [PORT ...]. Each is at rtsp://127.0.0.1:PORT/cam and sends H.264 and
# AAC. Prints a line `PORT CLIENTS` whenever a camera's clients become more or fewer.
import sys
import threading
import gi
gi.require_version('Gst', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import GLib, Gst, GstRtspServer

PIPELINE = (
    '( videotestsrc is-live=true ! video/x-raw,width=160,height=90,framerate=5/1'
    ' ! x264enc tune=zerolatency speed-preset=ultrafast bitrate=100 key-int-max=5 ! video/x-h264,profile=baseline'
    ' ! rtph264pay name=pay0 pt=96 config-interval=1'
    ' audiotestsrc is-live=true ! audioconvert ! voaacenc bitrate=32000 ! aacparse ! rtpmp4gpay name=pay1 pt=97 )')

clients = {}
lock = threading.Lock()


def change(port, by):
    with lock:  # clients close on threads of their own
        clients[port] = clients.get(port, 0) + by
        sys.stdout.write(f'{port} {clients[port]}\n')
        sys.stdout.flush()


def serve(port):
    server = GstRtspServer.RTSPServer()
    server.set_address('127.0.0.1')
    server.set_service(port)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(PIPELINE)
    factory.set_shared(True)
    server.get_mount_points().add_factory('/cam', factory)

    def connected(_, client):
        change(port, 1)
        client.connect('closed', lambda *_: change(port, -1))

    server.connect('client-connected', connected)
    server.attach(None)
    return server


Gst.init(None)
servers = [serve(port) for port in sys.argv[1:]]
GLib.MainLoop().run()
