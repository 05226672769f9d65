/** Thousands groups in the amounts of a sentence: `43856.608514 USDC` becomes `43,856.608514 USDC`. */
export function groupDigits(sentence: string): string {
  const grouped = sentence.replaceAll(/(?<![\d.,])\d{4,}(?=\.\d| [A-Z])/g, (digits) => digits.replaceAll(/\B(?=(\d{3})+$)/g, ','));
  return `${grouped.charAt(0).toUpperCase()}${grouped.slice(1)}`;
}
