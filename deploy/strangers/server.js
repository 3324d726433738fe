// Answers POST /hash with the hash of what was sent, made by a worker thread, GET /stream with lines that count from 1, and websockets.
const { Worker, isMainThread, parentPort } = require("worker_threads");
const crypto = require("crypto");
const http = require("http");
const websocket = require("./websocket.js");

function hashing() {
  parentPort.on("message", ({ id, body }) => {
    parentPort.postMessage({ id, hash: crypto.createHash("sha256").update(body).digest("hex") });
  });
}

function serving(port) {
  const worker = new Worker(__filename);
  const waiting = new Map();
  let next = 0;
  worker.on("message", ({ id, hash }) => {
    waiting.get(id).end(hash);
    waiting.delete(id);
  });
  const server = http.createServer((request, response) => {
    if (request.url === "/stream") {
      let n = 0;
      const timer = setInterval(() => response.write(`${++n}\n`), 2);
      request.on("close", () => clearInterval(timer));
      return;
    }
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      waiting.set(++next, response);
      worker.postMessage({ id: next, body: Buffer.concat(pieces) });
    });
  });
  server.on("upgrade", websocket.serve);
  server.keepAliveTimeout = 600000;
  server.listen(port, "0.0.0.0");
}

if (isMainThread) serving(Number(process.argv[2]));
else hashing();
