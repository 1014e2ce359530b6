import type { Deployed } from './deploys.ts';
import { ecrMessages as say, short } from './messages.ts';

/** The images as lines of aligned columns; the commit is short, the current one is marked. */
export function imageTable(deployed: readonly Deployed[], more: number): readonly string[] {
  const rows = [say.columns, ...deployed.map(toRow)];
  const widths = say.columns.map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)));
  const lines = rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return more === 0 ? lines : [...lines, say.more(more)];
}

function toRow({ image, at, current }: Deployed): readonly string[] {
  const mark = current ? say.current : image.archived ? say.archived : '';
  return [minute(at), image.shas[0]?.slice(0, 7) ?? '?', short(image.digest), minute(image.pushedAt), mark];
}

/** `2026-03-10 14:02` in UTC, as the tags are written. */
function minute(time: string | undefined): string {
  return time === undefined ? '?' : time.slice(0, 16).replace('T', ' ');
}
