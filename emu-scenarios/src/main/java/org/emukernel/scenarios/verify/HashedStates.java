package org.emukernel.scenarios.verify;

/** States by a hash of each, of 64 or 128 bits. */
final class HashedStates implements VisitedStates {

  private final StateSet hashes;
  private final StateSet.Width width;

  HashedStates(StateSet.Width width) {
    this.hashes = new StateSet(width);
    this.width = width;
  }

  @Override
  public boolean add(Explorable machine, int border) {
    long second = width == StateSet.Width.BITS_64 ? 0 : machine.secondHash();
    return hashes.add(machine.hash() + border, second);
  }

  @Override
  public long size() {
    return hashes.size();
  }

  @Override
  public long bytes() {
    return hashes.bytes();
  }
}
