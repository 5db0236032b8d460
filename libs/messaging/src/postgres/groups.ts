import { type GroupMember } from '../core/group-member.js';
import type { PartitionSource } from '../core/partition-loop.js';

export interface Place {
  readonly topic: string;
  readonly partition: number;
}
interface Joined {
  readonly member: GroupMember;
  readonly places: readonly Place[];
  readonly sourceOf: (place: Place) => PartitionSource;
}

/** Shares the partitions of each group's topics between its members, all of which are in this process. */
export class Groups {
  readonly #groups = new Map<string, Joined[]>();

  join(group: string, joined: Joined): void {
    let members = this.#groups.get(group);
    if (!members) this.#groups.set(group, (members = []));
    members.push(joined);
    share(members);
  }

  leave(group: string, member: GroupMember): void {
    const members = this.#groups.get(group);
    const at = members?.findIndex((each) => each.member === member) ?? -1;
    if (!members || at < 0) return;
    members.splice(at, 1);
    share(members);
  }
}

/** As in Kafka's classic protocol: everybody gives up everything, then each gets its share. */
function share(members: readonly Joined[]): void {
  for (const { member } of members) member.revoke();
  const wanted = new Map<string, Joined[]>();
  for (const joined of members) {
    for (const { topic, partition } of joined.places) {
      const key = `${topic}/${partition}`;
      wanted.set(key, [...(wanted.get(key) ?? []), joined]);
    }
  }
  const shares = new Map<Joined, PartitionSource[]>(members.map((joined) => [joined, []]));
  let turn = 0;
  for (const [key, takers] of wanted) {
    const taker = takers[turn++ % takers.length];
    const bar = key.lastIndexOf('/');
    const place = { topic: key.slice(0, bar), partition: Number(key.slice(bar + 1)) };
    if (taker) shares.get(taker)?.push(taker.sourceOf(place));
  }
  for (const [{ member }, sources] of shares) member.assign(sources);
}
