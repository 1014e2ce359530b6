import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { evidenceOf } from '../../engine/commands/evidence.ts';
import { composeReportSchema } from '../../engine/core/schema/report-file.ts';
import { linkHash } from '../../engine/durable/commit.ts';
import { openLocalEngine } from '../../engine/durable/local-engine.ts';
import { processes } from '../../engine/execute/process-identity.ts';
import type { RunReport } from '../../engine/report/evidence/run-report.ts';
import { type Project, makeProject } from '../support/project.ts';

const RUNBOOK = `version: 1
name: pack
title: Pack <b>the</b> logs
secrets: { key: { env: PACK_KEY } }
inputs: { folder: { type: string, default: "a|b\`c" } }
steps:
  - id: look
    name: Count
    run: [echo, "3 of {{ inputs.folder }}"]
    effect: read
  - id: go
    name: Go or no go
    confirm: "Pack {{ steps.look.outputs.stdout }}?"
    show: ["<script>alert(1)</script>"]
  - id: pack
    name: Pack them
    run: echo "packed with $KEY" | tee packed.txt
    env: { KEY: "{{ secrets.key }}" }
    effect: change
  - { id: tell, name: Tell, run: ["false"], effect: change, on-failure: warn }
`;

const ENV = { PACK_KEY: 'canary-secret-in-env' };

/** A run that has ended, and the hash that its end printed. */
async function ended(): Promise<{ project: Project; head: string }> {
  const project = makeProject({ 'runbooks/pack.yml': RUNBOOK });
  const { code, stdout } = await project.cli(['run', 'pack', '--yes', '--non-interactive'], ENV);
  expect(code).toBe(0);
  return { project, head: /^Evidence: ([0-9a-f]{64})$/m.exec(stdout)?.[1] ?? '' };
}

test('a report says who did what, why, and what it changed; nothing in it is alive, and no secret', async () => {
  const { project, head } = await ended();
  const json = JSON.parse((await project.cli(['report', 'last', '--json'], ENV)).stdout) as RunReport;
  const validate = new Ajv2020({ strict: false }).compile(composeReportSchema());
  validate(json);
  expect(validate.errors ?? []).toEqual([]);
  expect(json).toMatchObject({
    status: 'succeeded',
    inputs: { folder: 'a|b`c' },
    incomplete: ['tell'],
    decisions: [{ step: 'go', decision: 'yes', asked: 'Pack 3 of a|b`c?', shown: ['<script>alert(1)</script>'] }],
    changes: [{ step: 'pack' }, { step: 'tell', says: '$ false  (failed)' }],
    evidence: { head },
  });
  expect(json.steps.find(({ path }) => path === 'pack')?.log?.lines.join(' ')).toContain('packed with [secret key]');
  expect((await project.cli(['report', 'last', '-o', 'r.html'], ENV)).stdout).toBe('wrote r.html\n');
  const html = project.read('r.html');
  expect(html).toContain('Pack &lt;b&gt;the&lt;/b&gt; logs');
  expect(html).not.toMatch(/<script|canary-secret/);
  const markdown = (await project.cli(['report', 'last'], ENV)).stdout;
  for (const words of ['## What it changed', '## Who decided', '## Every step', '## Timeline', head]) expect(markdown).toContain(words);
  expect(markdown).not.toContain('canary-secret');
});

test('the end prints a hash, as a line or with --json in the last line; it holds as long as nothing is changed', async () => {
  const { project, head } = await ended();
  const held = await project.cli(['verify', 'last', '--head', head], ENV);
  expect([held.code, held.stdout]).toEqual([
    0,
    expect.stringMatching(/^Nothing of pack-\S+ was changed: its \d+ journal entries, .*\nEvidence: [0-9a-f]{64}\n$/),
  ]);
  const { stdout } = await project.cli(['run', 'pack', '--yes', '--non-interactive', '--json'], ENV);
  const last = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as { type: string; run: string; evidence: string };
  expect(last.type).toBe('run-finished');
  expect((await project.cli(['verify', last.run, '--head', last.evidence], ENV)).code).toBe(0);
});

test('any change of a row or a log, a cut tail and a chain made anew are found', async () => {
  const { project, head } = await ended();
  const engine = openLocalEngine({ directory: project.state, processes, now: () => 0 });
  const [run = ''] = readdirSync(join(project.state, 'logs'));
  const look = async () => evidenceOf({ stateDirectory: project.state }, engine, run);
  const database = new DatabaseSync(join(project.state, 'runs.sqlite'));
  for (const { what, change, undo, brokenAt } of tampers(database)) {
    change();
    const found = await look();
    undo();
    expect({ what, same: found?.head === head, brokenAt: found?.brokenAt }).toEqual({ what, same: false, brokenAt });
  }
  const file = join(project.state, 'logs', run, readdirSync(join(project.state, 'logs', run))[0] ?? '');
  const bytes = readFileSync(file);
  for (const changed of [Buffer.concat([bytes, Buffer.from('!\n')]), bytes.subarray(0, -1), Buffer.from(bytes.toString().replace('3 of', '4 of'))]) {
    writeFileSync(file, changed);
    expect((await look())?.head).not.toBe(head);
  }
  writeFileSync(file, bytes);
  expect((await look())?.head).toBe(head);
  database.exec("update journal set entry = replace(entry, 'Count', 'count') where entry like '%\"Count\"%'");
  const told = await project.cli(['verify', 'last', '--head', head], ENV);
  expect([told.code, told.stderr]).toEqual([
    1,
    expect.stringMatching(/^The journal of pack-\S+ was changed: entry \d+ of \d+ does not fit the one before, or is gone\.\npack-\S+ is not what it was/),
  ]);
  database.close();
  engine.close();
});

interface Tamper {
  readonly what: string;
  readonly change: () => void;
  readonly undo: () => void;
  readonly brokenAt?: number | undefined;
}

function tampers(database: DatabaseSync): readonly Tamper[] {
  const text = (table: string, column: string, where: string, brokenAt?: number): Tamper => {
    const old = String(database.prepare(`select ${column} as c from ${table} where ${where}`).get()?.['c']);
    const set = (value: string): void => void database.prepare(`update ${table} set ${column} = ? where ${where}`).run(value);
    const changed = old.replace(/[a-z](?=[^a-z]*$)/, letter => (letter === 'x' ? 'y' : 'x'));
    return { what: `${table}.${column}`, change: () => set(changed), undo: () => set(old), brokenAt };
  };
  const last = database.prepare('select * from journal order by seq desc limit 1').get() as unknown as Entry;
  return [
    text('runs', 'head', '1'),
    text('runs', 'starter', '1'),
    text('plans', 'plan', '1'),
    text('nodes', 'state', "path = 'pack'"),
    text('journal', 'entry', 'seq = 4', 4),
    { what: 'cut tail', change: () => database.exec(`delete from journal where seq = ${last.seq}`), undo: () => insert(database, last), brokenAt: last.seq },
    madeAnew(database, last),
  ];
}

interface Entry {
  readonly run: string;
  readonly seq: number;
  readonly at: number;
  readonly entry: string;
  readonly hash: string;
}

/** The last entry is changed, and its link and the run's head with it, by somebody who knows how the chain is made: it fits. */
function madeAnew(database: DatabaseSync, last: Entry): Tamper {
  const previous = String(database.prepare('select hash from journal where seq = ?').get(last.seq - 1)?.['hash']);
  const put = (entry: Entry): void => {
    database.prepare('delete from journal where seq = ?').run(last.seq);
    insert(database, entry);
    database.prepare('update runs set hash = ?').run(entry.hash);
  };
  const forged = { ...last, entry: last.entry.replace('succeeded', 'cancelled') };
  return { what: 'chain', change: () => put({ ...forged, hash: linkHash(previous, last.run, forged) }), undo: () => put(last) };
}

function insert(database: DatabaseSync, { run, seq, at, entry, hash }: Entry): void {
  database.prepare('insert into journal values (?, ?, ?, ?, ?)').run(run, seq, at, entry, hash);
}
