const REACH = 76;

const FIRST_STEPS = [
  'Make the first account: npx credence organization create --help, then npx credence user create --help',
  'Import a file of customers: npx credence customer import FILE --source NAME',
];

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  return rows.map((row) => `    ${row.map((cell, column) => String(cell).padEnd(widths[column])).join('   ')}`.trimEnd());
}

/** What the terminal ends with: the address, the demo logins and what to click first. */
export function banner({ url, logs, seconds, logins, report }) {
  const rule = '-'.repeat(REACH);
  const lines = ['', rule, `  Credence is running at ${url}   (ready after ${seconds.toFixed(1)} s)`, ''];
  if (logins.length > 0) {
    lines.push(
      '  Demo logins',
      ...table([['role', 'e-mail', 'password'], ...logins.map((login) => [login.role, login.email, login.password])]),
      '',
    );
  }
  const steps = report?.first ?? FIRST_STEPS;
  lines.push('  First', ...steps.map((step, index) => `    ${index + 1}. ${step}`), '');
  lines.push(`  Ctrl-C stops everything; the next start takes seconds. Logs: ${logs}`, rule, '');
  return lines.join('\n');
}
