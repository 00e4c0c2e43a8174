import { organizationNumber } from '../../sandbox/world/numbers.js';

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
    organizationNumber: organizationNumber(number, 0),
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
