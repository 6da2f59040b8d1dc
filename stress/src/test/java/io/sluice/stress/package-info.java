/**
 * Runs jcstress over the tests beside this package. Each of those lies in the package of what it
 * tests, for the doors that only the package has.
 */
package io.sluice.stress;
