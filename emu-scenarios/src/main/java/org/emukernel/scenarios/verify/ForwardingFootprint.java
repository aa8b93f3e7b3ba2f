package org.emukernel.scenarios.verify;

import org.emukernel.x86.mem.Footprint;

/** A footprint that says what another says, to be changed in part. */
abstract class ForwardingFootprint implements Footprint {

  private final Footprint of;

  ForwardingFootprint(Footprint of) {
    this.of = of;
  }

  @Override
  public void loaded(long physical, int size) {
    of.loaded(physical, size);
  }

  @Override
  public void stored(long physical, int size) {
    of.stored(physical, size);
  }

  @Override
  public void entryLoaded(long physical) {
    of.entryLoaded(physical);
  }

  @Override
  public void entryStored(long physical) {
    of.entryStored(physical);
  }

  @Override
  public void buffered(long physical, int size) {
    of.buffered(physical, size);
  }

  @Override
  public void translated(long linear) {
    of.translated(linear);
  }

  @Override
  public void serialized() {
    of.serialized();
  }

  @Override
  public void addressSpaceChanged() {
    of.addressSpaceChanged();
  }

  @Override
  public boolean isShared(long physical, int size) {
    return of.isShared(physical, size);
  }
}
