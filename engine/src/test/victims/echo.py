# echo.py PORT EVENTS: echoes what clients send, line by line; writes "accepted" and "ended" to EVENTS.
import selectors
import socket
import sys

events = open(sys.argv[2], "a", buffering=1)
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen(5)
selector = selectors.PollSelector()
selector.register(listener, selectors.EVENT_READ)
kept = []
events.write("ready\n")
while True:
    for key, _ in selector.select():
        if key.fileobj is listener:
            client, _ = listener.accept()
            selector.register(client, selectors.EVENT_READ)
            events.write("accepted\n")
            continue
        data = key.fileobj.recv(4096)
        if data:
            key.fileobj.sendall(data)
        else:
            # It stays open: the next dump finds it closed.
            selector.unregister(key.fileobj)
            kept.append(key.fileobj)
            events.write("ended\n")
