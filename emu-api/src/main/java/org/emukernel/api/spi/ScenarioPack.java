package org.emukernel.api.spi;

/**
 * A scenario that is run by name. Found by {@link java.util.ServiceLoader}; its text is a HOCON
 * resource, so that a pack needs no code but this.
 */
public interface ScenarioPack extends Named {

  /**
   * {@return the HOCON resource, as a path on the class path of the implementing class without a
   * leading slash: {@code packs/rteval.conf}}
   */
  String resource();
}
