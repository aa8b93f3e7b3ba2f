package org.emukernel.api.choice;

/** What things cost in virtual time. Immutable. */
@FunctionalInterface
public interface CostModel {

  /** {@return the price in picoseconds, not negative} */
  long picoseconds(Cost cost);

  /** {@return every price, indexed by {@link Cost#ordinal}} */
  default long[] table() {
    long[] table = new long[Cost.values().length];
    for (Cost cost : Cost.values()) {
      table[cost.ordinal()] = picoseconds(cost);
    }
    return table;
  }
}
