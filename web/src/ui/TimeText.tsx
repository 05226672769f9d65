import { formatDay, formatTime, readTime } from '../lib/format.ts';
import { useLanguage } from '../lib/use-language.ts';

interface TimeTextProps {
  value: string | null;
  dayOnly?: boolean;
}

/** Local time; UTC stands in the title. */
export function TimeText({ value, dayOnly = false }: TimeTextProps) {
  const language = useLanguage();
  const at = value === null ? null : readTime(value);
  if (at === null) return <span>{value ?? '–'}</span>;
  return (
    <time className="num" dateTime={at.toISOString()} title={`${formatTime(at, language, 'UTC')} UTC`} style={{ whiteSpace: 'nowrap' }}>
      {dayOnly ? formatDay(at, language) : formatTime(at, language)}
    </time>
  );
}
