/** The contract between those who call functions on other CPUs and the code that does it. */
@NullMarked
package org.emukernel.api.smp;

import org.jspecify.annotations.NullMarked;
