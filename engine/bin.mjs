#!/usr/bin/env node
// Plain JavaScript that Node 12 can still parse: answers --version, looks at Node's version, then loads the engine.
import fs from 'node:fs';
import module from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const OLD_NODE = 69;
const GUARD = 'RUNBOOK_NODE_CHOSEN';
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));

if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(manifest.version + '\n');
} else if (fits(process.versions.node, manifest.engines.node)) {
  delete process.env[GUARD];
  start();
} else {
  goOnWith(ownNode());
}

function start() {
  quietSqlite();
  useCompileCache();
  import('../dist/main.js').catch(error => {
    process.stderr.write('runbook could not start: ' + (error && error.stack ? error.stack : error) + '\n');
    process.exitCode = 70;
  });
}

/** Node 22 calls node:sqlite experimental on every start; all other warnings stay. */
function quietSqlite() {
  const emitWarning = process.emitWarning;
  process.emitWarning = function (warning, ...rest) {
    if (/SQLite/.test(String(warning)) && (rest[0] === 'ExperimentalWarning' || (rest[0] && rest[0].type === 'ExperimentalWarning'))) return;
    emitWarning.call(process, warning, ...rest);
  };
}

/** In the user's own cache folder: the default one in the shared temporary folder could be prepared by somebody else. */
function useCompileCache() {
  if (!module.enableCompileCache) return;
  const cache = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE || path.join(cache, 'runbook-engine', 'compile'));
}

/** Understands what package.json uses: `^A.B.C` and `>=A.B.C`, joined by `||`. */
function fits(version, range) {
  const have = version.split('.').map(Number);
  return range.split('||').some(part => {
    const want = /([\^>=]+)(\d+)\.(\d+)\.(\d+)/.exec(part);
    if (!want) return false;
    const least = [Number(want[2]), Number(want[3]), Number(want[4])];
    const atLeast = have[0] - least[0] || have[1] - least[1] || have[2] - least[2];
    return atLeast >= 0 && (want[1] !== '^' || have[0] === least[0]);
  });
}

/** The Node.js that the project itself installs, where it stands and is another one. */
function ownNode() {
  if (process.env[GUARD]) return undefined;
  const places = [path.join(root, 'node_modules', 'node', 'bin', 'node'), path.join(root, 'node_modules', '.bin', 'node')];
  return places.find(place => fs.existsSync(place) && fs.realpathSync(place) !== fs.realpathSync(process.execPath));
}

function goOnWith(node) {
  if (!node) {
    process.stderr.write('runbook needs Node.js ' + manifest.engines.node + ', but this is ' + process.version + ' (' + process.execPath + ').\n');
    process.stderr.write('Install a newer one, for example with `nvm install 24`, or run `npm ci` in the project: it brings its own.\n');
    process.exitCode = OLD_NODE;
    return;
  }
  const names = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'];
  // What the terminal sends reaches the child by itself; a second copy would count as a second Ctrl-C.
  const passOn = name => (name === 'SIGTERM' || !process.stdin.isTTY) && child.kill(name);
  names.forEach(name => process.on(name, passOn));
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit', env: Object.assign({}, process.env, { [GUARD]: '1' }) });
  child.on('exit', (code, signal) => {
    names.forEach(name => process.removeAllListeners(name));
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code;
  });
}
