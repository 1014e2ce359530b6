import { chmodSync, mkdirSync, statSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { fail } from '../core/failure.ts';
import { stateTexts } from '../core/messages/state.ts';

/** Magic numbers of file systems on which SQLite's locks cannot be trusted: NFS, SMB, CIFS, SMB2, AFS, 9p. */
const NETWORK = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x01021997]);

const TABLES = `
create table if not exists runs (
  run text primary key, head text not null, status text not null, runbook text not null, target text,
  starter text not null, started integer not null, ended integer, seq integer not null default 0, hash text not null default '',
  owner text, fence integer not null default 0
) without rowid;
create table if not exists plans (run text primary key, plan text not null) without rowid;
create table if not exists nodes (run text not null, path text not null, state text not null, primary key (run, path)) without rowid;
create table if not exists journal (
  run text not null, seq integer not null, at integer not null, entry text not null, hash text not null, primary key (run, seq)
) without rowid;
create table if not exists outbox (
  run text not null, key text not null, spec text not null, claim text, cancelled integer not null default 0, primary key (run, key)
) without rowid;
create table if not exists timers (run text not null, key text not null, at integer not null, primary key (run, key)) without rowid;
create table if not exists inbox (
  number integer primary key autoincrement, run text not null, id text not null, actor text not null, signal text not null, unique (run, id)
);
create table if not exists cells (target text primary key, holder text, freezes text not null default '[]', last text) without rowid;
pragma user_version = 2;
`;

/** From version 1, which did not know who had held a target last. */
const MIGRATE = 'alter table cells add column last text; pragma user_version = 2;';

/** Opens the state directory's database, creating both where they are missing. Fails with code `state` and what to do. */
export function openDatabase(directory: string): DatabaseSync {
  try {
    makeFolder(directory);
    refuseNetwork(directory);
    const database = connect(directory);
    database.exec('pragma journal_mode = wal; pragma synchronous = full;');
    if (version(database) > 2) fail({ code: 'state', message: stateTexts.newer(directory) });
    if (version(database) === 0) database.exec(TABLES);
    if (version(database) === 1) migrate(database);
    for (const suffix of ['', '-wal', '-shm']) makePrivate(join(directory, `runs.sqlite${suffix}`));
    return database;
  } catch (error) {
    throw toStateFailure(error, directory);
  }
}

/** A second connection for what may be lost in a power cut: the identity of a child that was just started. */
export function openHints(directory: string): DatabaseSync {
  const database = connect(directory);
  database.exec('pragma synchronous = normal;');
  return database;
}

/** SQLite's errors in words: what is wrong with the state directory and what to do. */
export function toStateFailure(error: unknown, directory: string): unknown {
  if (!(error instanceof Error) || 'failure' in error) return error;
  const errcode = 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
  const code = errcode === 10 && isFull(directory) ? 'ENOSPC' : 'code' in error ? String(error.code) : '';
  const text = stateTexts.of(directory, error.message, errcode, code);
  return text === undefined ? error : Object.assign(new Error(text, { cause: error }), { failure: { code: 'state', message: text } });
}

/** Not by mkdirSync's `recursive`, which never returns where a folder takes no children (/proc, a mount that went stale). */
function makeFolder(directory: string): void {
  if (isFolder(directory)) return;
  makeFolder(dirname(directory));
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if (!isFolder(directory)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function connect(directory: string): DatabaseSync {
  const sqlite = createRequire(import.meta.url)('node:sqlite') as typeof import('node:sqlite');
  return new sqlite.DatabaseSync(join(directory, 'runs.sqlite'), { timeout: 2_000 });
}

/** Once, whoever else opens it at the same time. */
function migrate(database: DatabaseSync): void {
  database.exec('begin immediate');
  if (version(database) === 1) database.exec(MIGRATE);
  database.exec('commit');
}

function version(database: DatabaseSync): number {
  return Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0);
}

function refuseNetwork(directory: string): void {
  if (NETWORK.has(statfsSync(directory).type)) fail({ code: 'state', message: stateTexts.network(directory) });
}

/** SQLite calls a full disk an I/O error where it cannot grow its shared memory. */
function isFull(directory: string): boolean {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize < 65_536;
}

function makePrivate(file: string): void {
  try {
    chmodSync(file, 0o600);
  } catch {
    // -wal and -shm come and go; the directory is 0700 anyway
  }
}
