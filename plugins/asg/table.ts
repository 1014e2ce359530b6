import { livingServers, type Group } from './group.ts';

/** The group as `ls-servers` and `asg-size` would show it: one line of sizes, one a scheduled action, then a table of servers. */
export function groupTable(group: Group): readonly string[] {
  const { name, min, desired, max } = group;
  const rows = group.servers.map(server => [
    server.id,
    server.state,
    server.health,
    server.balancer,
    server.protected ? 'yes' : 'no',
    server.launched.replace('.000Z', 'Z'),
    server.sha.slice(0, 8) || '?',
  ]);
  return [
    `${name}: ${livingServers(group).length} running, desired ${desired} (min ${min}, max ${max})`,
    ...(group.suspended.length === 0 ? [] : [`suspended: ${group.suspended.join(', ')}`]),
    ...group.scheduled.map(action => `scheduled: ${action.name} at ${action.at}${action.desired === undefined ? '' : `, desired ${action.desired}`}`),
    ...(rows.length === 0 ? [] : alignColumns([['id', 'state', 'health', 'balancer', 'protected', 'launched', 'commit'], ...rows])),
  ];
}

function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? [];
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
