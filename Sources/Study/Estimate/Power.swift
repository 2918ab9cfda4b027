/// What the processor draws while it trains, and what follows from it.
public enum Power: Equatable, Sendable {
    /// Watts, the mean while speeds were measured, as the processor counts them.
    case measured(Double)
    /// Watts that somebody states, such as the machine's rated power: more than it draws.
    case bound(Double)
    case unknown

    /// Kilograms of CO2 that a kWh stands for in the paper ("Computation Cost and Carbon Footprint").
    public static let carbonIntensity = 0.37

    /// - Parameters:
    ///   - joules: that the processor counted in so many seconds; nil where it counts none. Counters of virtual
    ///     machines may stand still.
    ///   - watts: that somebody states.
    public init(joules: Double?, seconds: Double, stated watts: Double?) {
        if let joules, joules > 0, seconds > 0 {
            self = .measured(joules / seconds)
        } else {
            self = watts.map { .bound($0) } ?? .unknown
        }
    }

    private var watts: Double? {
        switch self {
        case .measured(let watts), .bound(let watts): watts
        case .unknown: nil
        }
    }

    /// - Returns: kilowatt-hours; nil where nothing is known.
    public func energy(seconds: Double) -> Double? { watts.map { $0 * seconds / 3_600_000 } }

    /// A sentence for so many seconds of computing.
    public func text(seconds: Double) -> String {
        guard let watts, let energy = energy(seconds: seconds) else {
            return "Energy: the processor reports none. With --watts W, the power of the whole machine, an upper bound "
                + "is given."
        }
        let carbon = "\(Self.amount(energy)) kWh, \(Self.amount(energy * Self.carbonIntensity)) kg of CO2"
        let rate = "at the paper's \(Self.carbonIntensity) kg/kWh"
        switch self {
        case .measured:
            return "Energy: \(carbon) \(rate), by the \(Self.amount(watts)) W that the processor reported while speeds "
                + "were measured (processor only)."
        default: return "Energy: at most \(carbon) \(rate), if the machine draws \(Self.amount(watts)) W all the time."
        }
    }

    private static func amount(_ value: Double) -> String { Numbers.digits(value, value < 10 ? 2 : 0) }
}
