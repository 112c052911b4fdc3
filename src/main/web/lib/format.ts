const time = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const numbers = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });

/** A time of day in the viewer's zone. */
export const formatTime = (at: string | number): string => time.format(new Date(at));
/** A date and time in the viewer's zone. */
export const formatDateTime = (at: string | number | null): string => (at === null ? 'never' : dateTime.format(new Date(at)));
export const formatNumber = (value: number): string => numbers.format(value);
export const formatCompact = (value: number): string => (Math.abs(value) < 10_000 ? numbers.format(value) : compact.format(value));

export function formatBytes(bytes: number): string {
  for (const unit of ['bytes', 'KB', 'MB']) {
    if (bytes < 1024) {
      return `${formatNumber(bytes)} ${unit}`;
    }
    bytes /= 1024;
  }
  return `${formatNumber(bytes)} GB`;
}

export function formatDuration(seconds: number): string {
  if (seconds < 120) {
    return `${Math.floor(seconds)} s`;
  }
  if (seconds < 7_200) {
    return `${Math.floor(seconds / 60)} min`;
  }
  if (seconds < 172_800) {
    return `${Math.floor(seconds / 3_600)} h`;
  }
  return `${Math.floor(seconds / 86_400)} days`;
}

/** JSON on several lines; a text that is JSON is shown as the value that it encodes, any other text as it is. */
export function formatJson(value: unknown): string {
  if (typeof value === 'string') {
    try {
      return JSON.stringify(JSON.parse(value), null, 2);
    } catch {
      return value;
    }
  }
  return JSON.stringify(value, null, 2) ?? '';
}

/** The same with the texts `data`, `channel_data` and `user_data` decoded, because events carry JSON in a text. */
export function formatEntry(value: Record<string, unknown>): string {
  return JSON.stringify(
    value,
    (key, inner: unknown) => {
      if ((key === 'data' || key === 'channel_data' || key === 'user_data') && typeof inner === 'string') {
        try {
          return JSON.parse(inner) as unknown;
        } catch {
          return inner;
        }
      }
      return inner;
    },
    2,
  );
}

/** `max_connections` as "Max connections". */
export function humanize(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
