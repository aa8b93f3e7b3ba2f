/** Puts the program together: ServiceLoader finds, HOCON names, Guice binds. */
@NullMarked
package org.emukernel.scenarios.wiring;

import org.jspecify.annotations.NullMarked;
