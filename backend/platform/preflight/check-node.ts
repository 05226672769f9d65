import { type CheckResult, failed, passed } from './check-result.ts';

const OLDEST = [22, 19] as const;

export function checkNode(version: string): CheckResult {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return passed('node', `Node ${version}`);
  return failed('node', `Node ${version} is too old for Credence: start it by "npm start" or "npx credence", which bring their own.`);
}
