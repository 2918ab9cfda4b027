/// A filled shape: how far a place is from its edge, below 0 inside.
struct SampleShape {
    /// The corners of a box that holds the shape.
    let low: SamplePoint
    let high: SamplePoint
    let distance: (SamplePoint) -> Float

    /// An ellipse whose first radius lies along a direction of length 1. Its distance is exact for a
    /// circle only.
    static func ellipse(
        _ centre: SamplePoint, _ radii: SamplePoint, along direction: SamplePoint = [1, 0]
    ) -> SampleShape {
        let reach = max(radii.x, radii.y)
        let small = min(radii.x, radii.y)
        return SampleShape(low: centre - reach, high: centre + reach) { point in
            let place = turned(point - centre, into: direction) / radii
            return (length(place) - 1) * small
        }
    }

    static func disc(_ centre: SamplePoint, _ radius: Float) -> SampleShape {
        SampleShape(low: centre - radius, high: centre + radius) { length($0 - centre) - radius }
    }

    /// A circle's line.
    static func ring(_ centre: SamplePoint, _ radius: Float, width: Float) -> SampleShape {
        let reach = radius + width / 2
        return SampleShape(low: centre - reach, high: centre + reach) { point in
            abs(length(point - centre) - radius) - width / 2
        }
    }

    /// A rectangle, given by half its sides; the first one lies along a direction of length 1.
    static func box(_ centre: SamplePoint, _ half: SamplePoint, along direction: SamplePoint = [1, 0]) -> SampleShape {
        let reach = length(half)
        return SampleShape(low: centre - reach, high: centre + reach) { point in
            let place = turned(point - centre, into: direction)
            return max(abs(place.x) - half.x, abs(place.y) - half.y)
        }
    }

    /// A straight line with round ends.
    static func stroke(from start: SamplePoint, to end: SamplePoint, width: Float) -> SampleShape {
        let along = end - start
        let square = max((along * along).sum(), 1e-9)
        let reach = width / 2
        return SampleShape(
            low: pointwiseMin(start, end) - reach, high: pointwiseMax(start, end) + reach
        ) { point in
            let share = unit(((point - start) * along).sum() / square)
            return length(point - start - along * share) - reach
        }
    }

    /// A convex polygon.
    static func polygon(_ corners: [SamplePoint]) -> SampleShape {
        var edges: [(start: SamplePoint, outward: SamplePoint)] = []
        var area: Float = 0
        for (start, end) in zip(corners, corners.dropFirst() + corners.prefix(1)) {
            let along = end - start
            area += start.x * end.y - end.x * start.y
            edges.append((start, SamplePoint(along.y, -along.x) / max(length(along), 1e-6)))
        }
        let side: Float = area < 0 ? -1 : 1
        let (low, high) = (
            corners.dropFirst().reduce(corners[0], pointwiseMin), corners.dropFirst().reduce(corners[0], pointwiseMax)
        )
        return SampleShape(low: low, high: high) { point in
            edges.reduce(-Float.greatestFiniteMagnitude) { max($0, side * ((point - $1.start) * $1.outward).sum()) }
        }
    }

    /// A disc whose radius goes up and down `lobes` times on its way round, by a share of `depth`.
    static func lobed(_ centre: SamplePoint, _ radius: Float, lobes: Int, depth: Float, turn: Float) -> SampleShape {
        let reach = radius * (1 + depth)
        return SampleShape(low: centre - reach, high: centre + reach) { point in
            let place = point - centre
            let wave = SampleTurn.sine((SampleTurn.of(place) + turn) * Float(lobes))
            return length(place) - radius * (1 + depth * wave)
        }
    }
}

/// The length of a vector.
func length(_ vector: SamplePoint) -> Float { (vector * vector).sum().squareRoot() }

/// The coordinates of a vector along a direction of length 1 and across it.
func turned(_ vector: SamplePoint, into direction: SamplePoint) -> SamplePoint {
    [vector.x * direction.x + vector.y * direction.y, vector.y * direction.x - vector.x * direction.y]
}

/// A vector's direction.
func unitVector(_ vector: SamplePoint) -> SamplePoint { vector / max(length(vector), 1e-6) }
