/** The check digit of a RUT: modulus 11, weights 2 to 7 from the right, 11 becomes 0 and 10 becomes K. */
export function checkDigit(body: number): string {
  const digits = [...String(body)].reverse();
  const sum = digits.reduce((total, digit, place) => total + Number(digit) * (2 + (place % 6)), 0);
  const digit = 11 - (sum % 11);
  if (digit === 11) return '0';
  return digit === 10 ? 'K' : String(digit);
}

/** A valid RUT of a person who does not exist, in the form printed on the card. */
export function someRut(): string {
  const body = 10_000_000 + Math.floor(Math.random() * 15_000_000);
  return `${body.toLocaleString('es-CL')}-${checkDigit(body)}`;
}
