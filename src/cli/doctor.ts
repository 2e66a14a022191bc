import type { Command } from "commander";
import { packageRoot } from "../host/packageRoot.js";
import type { Check, CheckResult } from "./checks/check.js";
import { jupyterChecks } from "./checks/jupyter.js";
import { mnistCheck } from "./checks/mnist.js";
import { nodeCheck } from "./checks/node.js";
import { plotlyCheck } from "./checks/plotly.js";
import { wasmCheck } from "./checks/wasm.js";

interface Finding extends CheckResult {
  readonly name: string;
  readonly required: boolean;
}

/** Checks of what the notebooks need, in order of dependence, and of what they can use. */
function notebookChecks(project: string, root: string): readonly Check[] {
  return [nodeCheck, ...jupyterChecks(project, root), plotlyCheck(root), wasmCheck, mnistCheck(project)];
}

/** Runs the checks one after another. */
export async function examine(checks: readonly Check[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { name, required, check } of checks) {
    const { ok, detail, fix, brief } = await check();
    findings.push({ name, required, ok, detail, ...(!ok && { ...(fix && { fix }), ...(brief && { brief }) }) });
  }
  return findings;
}

/** 0 if everything required is there, else 1. */
export function exitCode(findings: readonly Finding[]): 0 | 1 {
  return findings.every(({ ok, required }) => ok || !required) ? 0 : 1;
}

/**
 * One line for each finding, and below what is missing, how to get it. Optional findings are shortened unless `all` is
 * set.
 */
export function report(findings: readonly Finding[], all = false): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap(({ name, ok, required, detail, fix, brief }) => {
    const mark = ok ? "ok      " : required ? "MISSING " : "optional";
    const isShort = brief !== undefined && !required && !all;
    const line = `${mark}  ${name.padEnd(width)}  ${isShort ? brief : detail}`;
    return fix === undefined || isShort ? [line] : [line, `${" ".repeat(width + 12)}${fix}`];
  });
  const verdict =
    exitCode(findings) === 0 ? "Everything that is needed is there." : "Something that is needed is missing.";
  const isMore = !all && findings.some(({ ok, required, brief }) => !ok && !required && brief !== undefined);
  return [...lines, "", verdict, ...(isMore ? ["More about optional parts: spiketensor doctor --all"] : [])].join("\n");
}

/**
 * Adds `spiketensor doctor`. Exit code 0: everything required is there (optional parts may be missing); 1: something
 * required is missing. `further` checks, such as GPU backends, come after those for the notebooks.
 */
export function registerDoctor(program: Command, further: readonly Check[] = []): void {
  program
    .command("doctor")
    .description(
      "Check what is installed and how to get what is missing (exit code 1 if something required is missing)",
    )
    .option("--all", "show details about optional parts too", false)
    .option("--json", "print the findings as JSON", false)
    .action(async ({ json, all }: { json: boolean; all: boolean }) => {
      const findings = await examine([...notebookChecks(process.cwd(), packageRoot()), ...further]);
      console.log(json ? JSON.stringify({ ok: exitCode(findings) === 0, findings }, null, 2) : report(findings, all));
      process.exitCode = exitCode(findings);
    });
}
