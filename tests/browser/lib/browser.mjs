// The browser, and the libraries from where `install` puts them.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
const folder = join(cache, "throughline", "browser");

export function installed() {
  return existsSync(join(folder, "installed"));
}

const load = createRequire(join(folder, "package.json"));

export const axeSource = () => readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");

export async function launch() {
  const puppeteer = load("puppeteer-core");
  const onPath = process.env.PATH.split(delimiter).map((folder) => join(folder, "chromium"));
  const path = process.env.CHROMIUM || onPath.find(existsSync);
  if (!path) throw new Error("there is no chromium on the PATH, nor CHROMIUM to say where it is");
  return puppeteer.launch({
    executablePath: path,
    headless: true,
    // Chromium has no sandbox for root, which is who runs in containers.
    args: [...(process.getuid() === 0 ? ["--no-sandbox"] : []), "--lang=en-GB", "--disable-dev-shm-usage"],
  });
}
