package org.emukernel.api.spi;

/** Offers an architecture, such as {@code x86-64}. Found by {@link java.util.ServiceLoader}. */
public interface CpuArchitectureProvider extends Named {

  /** {@return the manual that the architecture follows, by title} */
  String manual();
}
