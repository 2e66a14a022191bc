import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAMS = ["sbatch", "scancel", "squeue", "scontrol"];

/** Why no cluster can be started here; undefined where one can. */
export function slurmMissing(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "a Slurm cluster of one's own needs root on Linux";
  const there = (name: string) => ["/usr/bin", "/usr/sbin"].some((folder) => existsSync(join(folder, name)));
  const missing = [...PROGRAMS, "slurmctld", "slurmd", "munged"].filter((name) => !there(name));
  return missing.length === 0 ? undefined : `no ${missing.join(", ")}: Debian's slurm-wlm and munge have them`;
}

/** A real Slurm with one node, this machine, under a folder of its own; nothing of a system's own Slurm is touched. */
export class SlurmCluster {
  readonly folder = mkdtempSync(join(tmpdir(), "spiketensor-slurm-"));
  private readonly daemons: ChildProcess[] = [];
  private readonly environment: NodeJS.ProcessEnv;

  constructor() {
    const conf = join(this.folder, "slurm.conf");
    this.environment = { ...process.env, SLURM_CONF: conf };
    // Daemons refuse folders that others may write to.
    chmodSync(this.folder, 0o755);
    for (const name of ["state", "spool", "munge"]) mkdirSync(join(this.folder, name), { mode: 0o755 });
    const key = join(this.folder, "munge", "key");
    writeFileSync(key, Buffer.alloc(128, "spiketensor test"), { mode: 0o600 });
    const socket = join(this.folder, "munge", "socket");
    writeFileSync(conf, configuration(this.folder, socket));
    const munge = (what: string) => join(this.folder, "munge", what);
    this.start("munged", [
      "--foreground",
      "--force",
      ...[`--key-file=${key}`, `--socket=${socket}`, `--pid-file=${munge("pid")}`],
      ...[`--log-file=${munge("log")}`, `--seed-file=${munge("seed")}`],
    ]);
    wait("munged", () => existsSync(socket));
    this.start("slurmctld", ["-D", "-i"]);
    wait("slurmctld", () => this.run("scontrol", "ping").includes("UP"));
    this.start("slurmd", ["-D", "-N", "one"]);
    wait("slurmd", () => /idle|mix/.test(this.run("sinfo", "--noheader", "--format=%t")));
  }

  /** Runs one of Slurm's commands, and gives what it prints; "" where it fails. */
  run(program: string, ...args: readonly string[]): string {
    try {
      return execFileSync(program, args, {
        env: this.environment,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
    } catch {
      return "";
    }
  }

  /** For processes that submit. */
  get env(): NodeJS.ProcessEnv {
    return this.environment;
  }

  /** Ends all jobs and daemons, and removes the folder. */
  stop(): void {
    this.run("scancel", "--user=root");
    wait("an empty queue", () => this.run("squeue", "--noheader").trim() === "");
    for (const daemon of this.daemons.reverse()) daemon.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  private start(program: string, args: readonly string[]): void {
    const log = openSync(join(this.folder, `${program}.log`), "a");
    this.daemons.push(spawn(program, args, { env: this.environment, stdio: ["ignore", log, log] }));
  }
}

function configuration(folder: string, socket: string): string {
  return [
    "ClusterName=test",
    `SlurmctldHost=${hostname()}(127.0.0.1)`,
    "SlurmUser=root",
    "SlurmdUser=root",
    "AuthType=auth/munge",
    `AuthInfo=socket=${socket}`,
    "CredType=cred/munge",
    `StateSaveLocation=${join(folder, "state")}`,
    `SlurmdSpoolDir=${join(folder, "spool")}`,
    `SlurmctldPidFile=${join(folder, "slurmctld.pid")}`,
    `SlurmdPidFile=${join(folder, "slurmd.pid")}`,
    "SlurmctldPort=16817",
    "SlurmdPort=16818",
    "ProctrackType=proctrack/linuxproc",
    "TaskPlugin=task/none",
    "JobAcctGatherType=jobacct_gather/none",
    "SchedulerType=sched/builtin",
    "SelectType=select/cons_tres",
    "SelectTypeParameters=CR_CPU",
    "ReturnToService=2",
    "MpiDefault=none",
    "MailProg=/bin/true",
    "SchedulerParameters=batch_sched_delay=1,sched_interval=1",
    "KillWait=10",
    "MinJobAge=300",
    `NodeName=one NodeHostname=${hostname()} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN`,
    "PartitionName=main Nodes=one Default=YES MaxTime=INFINITE State=UP",
    "",
  ].join("\n");
}

/** Blocks until something is there: only for the start and end of daemons. */
function wait(what: string, isThere: () => boolean): void {
  const end = Date.now() + 30_000;
  while (!isThere()) {
    if (Date.now() > end) throw new Error(`${what}: not there within 30 s`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
}
