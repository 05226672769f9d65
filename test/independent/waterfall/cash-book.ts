/** Double entry: cash only moves from one account to another, so that none is made or lost. */
export class CashBook {
  readonly #balances = new Map<string, bigint>();

  of(account: string): bigint {
    return this.#balances.get(account) ?? 0n;
  }

  /** Brings cash in from outside. */
  receive(account: string, amount: bigint): void {
    this.#balances.set(account, this.of(account) + amount);
  }

  /** @throws when the account has less. */
  move(from: string, to: string, amount: bigint): void {
    if (amount < 0n || amount > this.of(from)) throw new RangeError(`${amount} cannot leave ${from}, which holds ${this.of(from)}.`);
    this.#balances.set(from, this.of(from) - amount);
    this.#balances.set(to, this.of(to) + amount);
  }

  /** What all other accounts than these hold. */
  amountsBeside(accounts: readonly string[]): bigint[] {
    return [...this.#balances].flatMap(([account, amount]) => (accounts.includes(account) ? [] : [amount]));
  }

  total(): bigint {
    return [...this.#balances.values()].reduce((total, amount) => total + amount, 0n);
  }
}
