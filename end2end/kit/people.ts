import { randomUUID } from 'node:crypto';
import { someRut } from './rut.ts';

/** Somebody who signs up; every story has its own people, so stories never meet. */
export interface Person {
  name: string;
  email: string;
  rut: string;
  password: string;
}

export function somebody(details: Partial<Person> = {}): Person {
  return {
    name: 'Ana Rojas',
    email: `ana-${randomUUID()}@example.cl`,
    rut: someRut(),
    password: 'un mote con huesillos',
    ...details,
  };
}
