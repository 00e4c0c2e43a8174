/** The customers of a made-up company, by number: the same in every run, and made when asked for, so that none is kept. */

const weights = [3, 2, 7, 6, 5, 4, 3, 2];

/** An organisation number with a right check digit; no two numbers share one. */
export function organizationNumber(number: number): string {
  for (let digits = String(80_000_000 + number * 10); ; digits = String(Number(digits) + 1)) {
    const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check !== 10) return `${digits}${check}`;
  }
}

/** What both systems say of a customer. One in a hundred has two telephone numbers. */
export interface Customer {
  readonly name: string;
  readonly organizationNumber: string;
  readonly email: string;
  readonly phone: string;
  readonly otherPhone: string;
  readonly mobilePhone: string;
  readonly website: string;
  readonly street: string;
  readonly postalCode: string;
  readonly city: string;
}

export function customer(number: number): Customer {
  const phone = String(22_000_000 + (number % 9_000_000));
  return {
    name: `Fjord og Fjell ${number} AS`,
    organizationNumber: organizationNumber(number),
    email: `post${number}@fjord${number % 997}.example`,
    phone,
    otherPhone: number % 100 === 0 ? String(33_000_000 + (number % 9_000_000)) : phone,
    mobilePhone: String(41_000_000 + (number % 9_000_000)),
    website: `https://fjord${number}.example`,
    street: `Strandgaten ${number % 300}`,
    postalCode: String(5000 + (number % 900)),
    city: number % 2 === 0 ? 'Bergen' : 'Tromsø',
  };
}
