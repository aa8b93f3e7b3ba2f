package org.emukernel.api.arena;

/**
 * One cell whose value differs between two states.
 *
 * @param cell a slot's name, or {@code mem[0x...]} for the 8 bytes at a physical address
 * @param before value in the earlier state
 * @param after value in the later state
 */
public record Change(String cell, long before, long after) {

  @Override
  public String toString() {
    return String.format("%s: 0x%x -> 0x%x", cell, before, after);
  }
}
