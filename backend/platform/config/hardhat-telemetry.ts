/** Hardhat reports its use to its makers unless told not to; nothing of this installation leaves it unasked. */
export function silenceHardhat(): void {
  process.env['HARDHAT_DISABLE_TELEMETRY'] = 'true';
}
