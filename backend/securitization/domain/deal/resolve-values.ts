import { LIMITS } from '../deal-image.ts';
import { readDate } from '../plain-date.ts';
import type { FaultList } from './deal-fault.ts';
import { readDecimal, readRate } from './decimal-text.ts';

/** Reads the texts of one deal file into integers; what cannot be read is a fault and becomes 0. */
export class ValueReader {
  readonly faults: FaultList;
  readonly decimals: number;

  constructor(faults: FaultList, decimals: number) {
    this.faults = faults;
    this.decimals = decimals;
  }

  amount(text: string | undefined, pointer: string): bigint {
    if (text === undefined) return 0n;
    const value = readDecimal(text, this.decimals);
    if (value === null) {
      this.faults.say(
        pointer,
        'amount_malformed',
        `${text} is no amount with at most ${this.decimals} decimal places`,
        `${text} 不是金额，最多 ${this.decimals} 位小数`,
      );
      return 0n;
    }
    if (value < 0n || value > LIMITS.amount) {
      this.faults.say(pointer, 'amount_out_of_range', `${text} is negative or has more than 96 bits`, `${text} 为负数或超过 96 位`);
      return 0n;
    }
    return value;
  }

  signedAmount(text: string | undefined, pointer: string): bigint {
    const isNegative = text?.startsWith('-') === true;
    const size = this.amount(isNegative ? text?.slice(1) : text, pointer);
    return isNegative ? -size : size;
  }

  rate(text: string | undefined, pointer: string): bigint {
    if (text === undefined) return 0n;
    const value = readRate(text);
    if (value === null) {
      this.faults.say(
        pointer,
        'rate_malformed',
        `${text} is no rate such as 0.055 or 5.5% with at most 18 decimal places`,
        `${text} 不是利率；写成 0.055 或 5.5%，最多 18 位小数`,
      );
      return 0n;
    }
    if (value < 0n || value > LIMITS.rate) {
      this.faults.say(pointer, 'rate_out_of_range', `${text} is not between 0 and 1844%`, `${text} 不在 0 到 1844% 之间`);
      return 0n;
    }
    return value;
  }

  /** A threshold between the bounds, both included, wad. */
  threshold(text: string | undefined, pointer: string, least: bigint, most: bigint): bigint {
    if (text === undefined) {
      this.faults.say(pointer, 'threshold_missing', 'a threshold is needed here', '此处需要阈值');
      return 0n;
    }
    const count = this.faults.faults.length;
    const value = this.rate(text, pointer);
    if (this.faults.faults.length === count && (value < least || value > most)) {
      const range = `${(least * 100n) / 10n ** 18n}% and ${(most * 100n) / 10n ** 18n}%`;
      this.faults.say(
        pointer,
        'threshold_out_of_range',
        `${text} is not between ${range}`,
        `${text} 不在 ${range.replace('and', '与')} 之间`,
      );
    }
    return value;
  }

  date(text: string, pointer: string): number {
    const day = readDate(text);
    if (day === null) {
      this.faults.say(pointer, 'date_malformed', `${text} is no day YYYY-MM-DD from 1970 to 2149`, `${text} 不是 1970 到 2149 年间的日期`);
      return 0;
    }
    return day;
  }
}
