import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { installedFor } from "../jupyter/folder.js";
import { registeredKernel } from "../jupyter/kernels.js";
import { findPackages } from "../jupyter/packages.js";
import { activePython, findJupyter, OLDEST_PYTHON } from "../jupyter/python.js";
import type { Check } from "./check.js";

const SET_UP = "Run: npx spiketensor lab --check";

/** Python, JupyterLab, the kernel and the packages that a project's notebooks need. */
export function jupyterChecks(project: string, packageRoot: string): readonly Check[] {
  const oldest = OLDEST_PYTHON.join(".");
  return [
    {
      name: "Python",
      required: true,
      async check() {
        const python = (await findJupyter(project)) ?? (await activePython());
        if (python === undefined) {
          return {
            ok: false,
            detail: "none on the PATH",
            fix: `Install Python ${oldest} or newer with its venv module.`,
          };
        }
        return { ok: true, detail: `${python.version} (${python.prefix})` };
      },
    },
    {
      name: "JupyterLab",
      required: true,
      async check() {
        const python = await findJupyter(project);
        if (python === undefined) {
          return { ok: false, detail: "neither in the active environment nor in the project's .venv", fix: SET_UP };
        }
        return { ok: true, detail: `${python.jupyterlab} (${python.prefix})` };
      },
    },
    {
      name: "TypeScript kernel",
      required: true,
      async check() {
        const python = await findJupyter(project);
        const argv = python === undefined ? undefined : await registeredKernel(python);
        if (argv === undefined) return { ok: false, detail: "not registered", fix: SET_UP };
        const missing = argv.slice(0, 2).find((part) => part.includes("/") && !existsSync(part));
        if (missing !== undefined) return { ok: false, detail: `starts ${missing}, which is gone`, fix: SET_UP };
        const tslab = python && findPackages(python, project, packageRoot)?.tslab;
        if (tslab === undefined) return { ok: false, detail: "its packages are not installed", fix: SET_UP };
        const isOurs = argv.some((part) => existsSync(part) && realpathSync(part) === realpathSync(tslab));
        const detail = isOurs ? `this project's tslab (${tslab})` : `another tslab: ${argv.slice(0, 2).join(" ")}`;
        return { ok: isOurs, detail, fix: SET_UP };
      },
    },
    {
      name: "Sliders",
      required: false,
      async check() {
        const python = await findJupyter(project);
        if (python?.hasWidgets) return { ok: true, detail: "in JupyterLab" };
        return { ok: false, detail: "JupyterLab lacks the packages that draw them", fix: SET_UP };
      },
    },
    {
      name: "Notebooks",
      required: true,
      async check() {
        const folder = join(project, "notebooks");
        if (!existsSync(folder)) return { ok: false, detail: `no folder ${folder}`, fix: SET_UP };
        for (const name of ["spiketensor", "@types/node"]) {
          if (installedFor(folder, name) === undefined) {
            return { ok: false, detail: `${name} cannot be imported from ${folder}`, fix: SET_UP };
          }
        }
        return { ok: true, detail: folder };
      },
    },
  ];
}
