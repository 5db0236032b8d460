/** RFC 3339 → the time of day where the terminal is. */
export const timeOfDay = (at: string): string => new Date(at).toTimeString().slice(0, 8);

/** The time of day of what is to come, after its date when that is another than the date of `now`. */
export function timeAhead(at: string, now: string): string {
  const [day, today] = [at, now].map((time) => new Date(time).toLocaleDateString('sv'));
  return day === today ? timeOfDay(at) : `${day} ${timeOfDay(at)}`;
}
