/** What the Sandbox page shows first: customers as the company knows them, beside their records in the systems. */
export const firstQuery = `query Customers {
  customers(first: 20) {
    totalCount
    edges {
      node {
        id
        name
        email
        tidsbankenKunde { navn epost }
        customerpCustomer { name }
        customPmsCustomer { name }
        customWebshopCustomer { name }
        powerofficegoCustomer { name emailAddress }
      }
    }
  }
}
`;
