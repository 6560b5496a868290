import { Encrypter } from "age-encryption";

const { setPassphrase } = Encrypter.prototype;

/**
 * Passphrases at a thousandth of their cost, for tests of what is sealed and not of how well: the real cost is a second of
 * a processor for each. Until `atFullCost`.
 */
export function quickSeals(): void {
  Encrypter.prototype.setPassphrase = function (passphrase) {
    setPassphrase.call(this, passphrase);
    this.setScryptWorkFactor(8);
  };
}

export function atFullCost(): void {
  Encrypter.prototype.setPassphrase = setPassphrase;
}
