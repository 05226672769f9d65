import type { FaultList } from './deal-fault.ts';

/** What kind of thing a name stands for, as sentences call it. */
export const THINGS = {
  class: ['class', '分级'],
  payee: ['payee', '收款方'],
  fee: ['fee', '费用'],
  test: ['test', '测试'],
  trigger: ['trigger', '触发器'],
} as const;
export type Thing = keyof typeof THINGS;

interface Named {
  readonly id: string;
}

/** Places of the things of one kind by their id; a name that is given twice or known to nobody is a fault. */
export class NameIndex {
  readonly #places = new Map<string, number>();
  readonly #thing: Thing;
  readonly #faults: FaultList;

  constructor(thing: Thing, list: readonly Named[], pointer: string, faults: FaultList) {
    this.#thing = thing;
    this.#faults = faults;
    const [en, zh] = THINGS[thing];
    list.forEach(({ id }, at) => {
      const first = this.#places.get(id);
      if (first === undefined) this.#places.set(id, at);
      else faults.say(`${pointer}/${at}/id`, 'duplicate_id', `${en} ${id} is already number ${first}`, `${zh} ${id} 与第 ${first} 项重名`);
    });
  }

  /** Place of the thing, or -1 with a fault. */
  place(id: string, pointer: string): number {
    const place = this.#places.get(id);
    if (place !== undefined) return place;
    const [en, zh] = THINGS[this.#thing];
    const known = [...this.#places.keys()].join(', ') || '-';
    this.#faults.say(pointer, `unknown_${this.#thing}`, `there is no ${en} ${id}; there are: ${known}`, `没有${zh} ${id}；已有：${known}`);
    return -1;
  }

  /** Bits of the named things; a name twice in the list is a fault. */
  mask(ids: readonly string[], pointer: string): number {
    let mask = 0;
    ids.forEach((id, at) => {
      const place = this.place(id, `${pointer}/${at}`);
      if (place < 0) return;
      const [en, zh] = THINGS[this.#thing];
      if ((mask >> place) & 1) {
        this.#faults.say(`${pointer}/${at}`, 'named_twice', `${en} ${id} is named twice`, `${zh} ${id} 重复列出`);
      }
      mask |= 1 << place;
    });
    return mask;
  }
}
