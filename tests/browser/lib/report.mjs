// One line a check. A check is a function that throws when something is not as it should be.

import assert from "node:assert/strict";

const TOO_LONG = 180_000;
const failed = [];
let passed = 0;

export class Skip extends Error {}

export async function check(name, run) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("took too long")), TOO_LONG);
  });
  try {
    await Promise.race([run(), late]);
    passed += 1;
    console.log(`ok ${name}`);
  } catch (e) {
    if (e instanceof Skip) {
      console.log(`skip ${name}: ${e.message}`);
      return;
    }
    failed.push(name);
    console.log(`not ok ${name}: ${String(e.message).replace(/\s+/g, " ").slice(0, 600)}`);
    if (process.env.TRACE) console.log(e.stack);
  } finally {
    clearTimeout(timer);
  }
}

export function summary() {
  console.log(`# ${passed} passed, ${failed.length} failed`);
  return failed.length ? 1 : 0;
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// Asks again and again until the answer is right; fails with the last one.
export async function until(ask, isRight, what, within = 15_000) {
  const end = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > end) assert.fail(`${what}; it is ${JSON.stringify(answer)}`);
    await sleep(60);
  }
}
