/** What the pages say, as far as the stories look for it. Every story speaks one language; most speak Chilean Spanish. */
const esCl = {
  tag: 'es-CL',
  signUp: 'Crear cuenta',
  signIn: 'Iniciar sesión',
  signInTitle: 'Hola de nuevo',
  signOut: 'Cerrar sesión',
  menu: 'Menú',
  name: 'Nombre',
  email: 'Correo',
  rut: 'RUT',
  password: 'Contraseña',
  emailTaken: 'Ya existe una cuenta con ese correo. Inicia sesión.',
  rutDigit: 'El dígito verificador no coincide. Revisa el número.',
  wrongCredentials: 'El correo y la contraseña no coinciden. Revisa ambos.',

  wallet: 'Mis cuentas',
  savedAccounts: 'Cuentas guardadas',
  saved: (account: string) => `¡Listo! ${account} quedó guardada.`,
  anyBank: 'Elegir en la página segura',
  cancelled: 'No guardamos nada',
  main: 'Principal',

  book: '¿A dónde vas?',
  to: 'Hasta',
  seePrice: 'Ver precio',
  payAndRequest: /^Pagar \$[\d.]+ y pedir$/,
  addAccount: 'Agregar mi cuenta',

  paid: 'Tu viaje está pagado',
  noFunds: 'No alcanzó el saldo',
  // Without script the button cannot follow the choice, so it names no bank.
  payWith: (bank: string) => new RegExp(`^Pagar \\$[\\d.]+( con ${bank}.*)?$`),
  moneyUnmoved: 'No se movió',
  approval: 'Tu banco pide que confirmes este pago',
  approvalLeft: 'Saliste sin confirmar. No se movió tu plata y tu viaje sigue guardado.',
  approve: /^Confirmar pago de \$[\d.]+$/,
  receipt: 'Ver comprobante',
  receiptTitle: 'Comprobante de tu viaje',
  paidWith: (account: string) => `Pagado con ${account}`,
  rides: 'Mis viajes',
  paidBadge: 'Pagado',

  bank: {
    enterAs: (rut: string) => `Entrar como ${rut}`,
    rut: 'RUT',
    password: 'Clave',
    enter: 'Ingresar',
    wrongPassword: /^RUT o clave incorrectos\./,
    next: 'Continuar',
    approve: /^(Autorizar|Aprobar pago de \$[\d.]+)$/,
    cancel: 'Cancelar',
  },
};

export type Words = typeof esCl;

const en: Words = {
  tag: 'en',
  signUp: 'Create account',
  signIn: 'Sign in',
  signInTitle: 'Welcome back',
  signOut: 'Sign out',
  menu: 'Menu',
  name: 'Name',
  email: 'E-mail',
  rut: 'RUT (Chilean ID)',
  password: 'Password',
  emailTaken: 'There is an account with that e-mail already. Sign in.',
  rutDigit: 'The check digit does not match. Check the number.',
  wrongCredentials: 'E-mail and password don’t match. Check both.',

  wallet: 'My accounts',
  savedAccounts: 'Saved accounts',
  saved: (account) => `Done! ${account} is saved.`,
  anyBank: 'Choose on the secure page',
  cancelled: 'Nothing was saved',
  main: 'Main',

  book: 'Where to?',
  to: 'To',
  seePrice: 'See price',
  payAndRequest: /^Pay \$[\d.,]+ and request$/,
  addAccount: 'Add my account',

  paid: 'Your ride is paid',
  noFunds: 'Not enough funds',
  payWith: (bank) => new RegExp(`^Pay \\$[\\d.,]+( with ${bank}.*)?$`),
  moneyUnmoved: 'Didn’t move',
  approval: 'Your bank asks you to confirm this payment',
  approvalLeft: 'You left without confirming. No money moved and your ride is still held.',
  approve: /^Confirm payment of \$[\d.,]+$/,
  receipt: 'View receipt',
  receiptTitle: 'Receipt for your ride',
  paidWith: (account) => `Paid with ${account}`,
  rides: 'My rides',
  paidBadge: 'Paid',

  bank: {
    enterAs: (rut) => `Sign in as ${rut}`,
    rut: 'RUT',
    password: 'Password',
    enter: 'Sign in',
    wrongPassword: /^Wrong RUT or password\./,
    next: 'Continue',
    approve: /^(Authorise|Approve payment of \$[\d.]+)$/,
    cancel: 'Cancel',
  },
};

export const WORDS = { 'es-CL': esCl, en } as const;
export type Language = keyof typeof WORDS;
