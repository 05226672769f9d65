const SCORE = /("name"\s*:\s*"score"[^}]*?"value"\s*:\s*")(\d)/;

/** The same file with the first digit of its score changed; null when it shows no score. */
export function alterOneDigit(text: string): string | null {
  const altered = text.replace(SCORE, (_, before: string, digit: string) => `${before}${digit === '9' ? '8' : String(Number(digit) + 1)}`);
  return altered === text ? null : altered;
}
