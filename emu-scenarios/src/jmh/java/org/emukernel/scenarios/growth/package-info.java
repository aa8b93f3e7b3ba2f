/** How time and memory grow with the number of CPUs: measured, not estimated. */
@NullMarked
package org.emukernel.scenarios.growth;

import org.jspecify.annotations.NullMarked;
