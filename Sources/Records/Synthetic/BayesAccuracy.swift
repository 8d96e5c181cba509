import Foundation

/// The accuracy of the best possible classifier.
package enum BayesAccuracy {
    /// For equally frequent Gaussian classes of unit covariance whose means have equal distances D from each other.
    ///
    /// Means as a·e₁ … a·e_K with orthonormal e and a = D/√2 have those distances. The best classifier takes the largest of the K
    /// projections, of which the true one is N(a, 1) and the others N(0, 1): accuracy = ∫ φ(z − a) Φ(z)^(K−1) dz. For two classes it is Φ(D/2).
    package static func accuracy(distance: Double, classes: Int) -> Double {
        precondition(classes > 1, "\(classes) classes, expected 2 or more")
        let (a, steps) = (distance / 2.0.squareRoot(), 4000)
        let (low, high) = (a - 10, a + 10)
        let width = (high - low) / Double(steps)
        // Simpson's rule, whose error is far below that of double precision's sums for so smooth a function.
        let sum = (0...steps).reduce(0.0) { sum, step in
            let z = low + width * Double(step)
            let weight = step == 0 || step == steps ? 1.0 : step.isMultiple(of: 2) ? 2 : 4
            return sum + weight * density(z - a) * pow(cumulative(z), Double(classes - 1))
        }
        return sum * width / 3
    }

    /// φ
    private static func density(_ z: Double) -> Double { exp(-z * z / 2) / (2 * .pi).squareRoot() }

    /// Φ
    private static func cumulative(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }
}
