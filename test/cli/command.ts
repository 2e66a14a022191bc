import { type ChildProcess, spawn } from "node:child_process";
import { Command } from "commander";
import { registerEth } from "../../src/cli/eth.js";

/** What a command has printed, and its exit code. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly text: string;
}

/** `spiketensor eth …` in this process; what it prints is kept. Errors come through. */
export async function eth(...args: readonly string[]): Promise<string> {
  const program = new Command("spiketensor").exitOverride();
  registerEth(program);
  for (const command of [program, ...program.commands, ...program.commands.flatMap((c) => c.commands)]) {
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => lines.push(text), writeErr: (text) => lines.push(text) });
  }
  const lines: string[] = [];
  const { log, error } = console;
  const { exitCode } = process;
  console.log = (text = "") => lines.push(text);
  console.error = (text = "") => lines.push(text);
  try {
    await program.parseAsync(["eth", ...args], { from: "user" });
    return lines.join("\n");
  } finally {
    console.log = log;
    console.error = error;
    process.exitCode = exitCode;
  }
}

/** The same as a process of its own. */
export function startEth(...args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ["--import", "tsx", "src/cli/main.ts", "eth", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, text }));
  });
  return { child, ended };
}
