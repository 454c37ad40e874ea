// Runs one cloud function written in JavaScript, in a process and a folder of its own.
//
// The event and the context come as JSON on standard input. STARTED is written when the function's
// own time begins, RESULT when it has returned or thrown. All that it prints is its log.
"use strict";

const fs = require("fs");
const path = require("path");

const [entry, result, started] = process.argv.slice(2);
const [event, context] = JSON.parse(fs.readFileSync(0, "utf8"));

function end(said) {
  fs.writeFileSync(result, said);
  process.exit(0); // whatever the function has left running
}

function fail(error) {
  const isError = error instanceof Error;
  const lines = String(isError ? error.stack : error).split("\n");
  const own = lines.filter((line) => !line.includes(__filename) && !/\bnode:/.test(line));
  const told = isError ? `${error.name}: ${error.message}` : String(error);
  end(JSON.stringify({ error: told, trace: own.slice(0, 20).join("\n") }));
}

async function returned() {
  const { main } = require(path.resolve(entry));
  if (typeof main !== "function") {
    throw new TypeError(`${entry} should set exports.main to a function`);
  }
  return await main(event, context);
}

process.on("uncaughtException", fail);
fs.writeFileSync(started, "");
returned().then((value) => end(JSON.stringify({ value: value === undefined ? null : value })), fail)
  .catch(fail); // what JSON cannot say
