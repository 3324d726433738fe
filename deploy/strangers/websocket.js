// Answers each message of a websocket (RFC 6455) with its hash, and asks all the time whether the other end is there.
const crypto = require("crypto");

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9;
const FINAL = 0x80;
const PING_MILLIS = 20;

function frame(opcode, payload) {
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 4 : 2);
  head[0] = FINAL | opcode;
  head[1] = long ? 126 : payload.length;
  if (long) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

// The first frame of what has come, or nothing while it is not all there; clients mask theirs, none needs 64 bits of length.
function parse(bytes) {
  const long = bytes.length > 1 && (bytes[1] & 127) === 126;
  const start = long ? 8 : 6;
  if (bytes.length < start) return null;
  const length = long ? bytes.readUInt16BE(2) : bytes[1] & 127;
  if (bytes.length < start + length) return null;
  const payload = Buffer.from(bytes.subarray(start, start + length));
  for (let i = 0; i < length; i++) payload[i] ^= bytes[start - 4 + (i & 3)];
  return { final: (bytes[0] & FINAL) !== 0, opcode: bytes[0] & 15, payload, rest: bytes.subarray(start + length) };
}

exports.serve = (request, socket) => {
  const accept = crypto.createHash("sha1").update(request.headers["sec-websocket-key"] + GUID).digest("base64");
  socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
  socket.write(`Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
  let bytes = Buffer.alloc(0);
  let message = [];
  socket.on("data", (piece) => {
    bytes = Buffer.concat([bytes, piece]);
    for (let next = parse(bytes); next; next = parse(bytes)) {
      bytes = next.rest;
      if (next.opcode === CLOSE) return socket.end();
      if (next.opcode > BINARY) continue;
      message.push(next.payload);
      if (!next.final) continue;
      const hash = crypto.createHash("sha256").update(Buffer.concat(message)).digest("hex");
      socket.write(frame(TEXT, Buffer.from(hash)));
      message = [];
    }
  });
  const timer = setInterval(() => socket.write(frame(PING, Buffer.from("there?"))), PING_MILLIS);
  socket.on("close", () => clearInterval(timer));
  socket.on("error", () => {});
};
